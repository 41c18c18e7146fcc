package strict

// What can be wrong with a document before anybody asks what it means. Every English sentence
// of this package stands here.
var (
	ruleSyntax = Rule{ID: "yaml.syntax", Text: "this is not YAML: %s"}
	ruleUTF8   = Rule{ID: "yaml.encoding", Text: "the file is not UTF-8", Help: "save it as UTF-8"}
	ruleEmpty  = Rule{ID: "yaml.empty", Text: "the file holds nothing"}
	ruleMany   = Rule{ID: "yaml.documents", Text: "a second document begins here", Help: "write one document a file, without ---"}
	ruleAnchor = Rule{ID: "yaml.anchor", Text: "anchors, aliases and merge keys are not used here", Help: "write it out, or use extends"}
	ruleTag    = Rule{ID: "yaml.tag", Text: "the tag %s is not used here", Help: "write the value without a tag"}
	ruleBig    = Rule{ID: "yaml.size", Text: "the file is larger than %s bytes"}

	ruleKey     = Rule{ID: "key.unknown", Text: "unknown key %s"}
	ruleTwice   = Rule{ID: "key.twice", Text: "key %s stands here again; it was given on line %s", Help: "keep one of them"}
	ruleMissing = Rule{ID: "key.missing", Text: "missing key %s"}
	ruleNoName  = Rule{ID: "key.type", Text: "a key must be a word, not %s"}

	ruleNothing = Rule{ID: "value.empty", Text: "%s has no value", Help: "give one, or leave the key out"}
	ruleType    = Rule{ID: "value.type", Text: "expected %s, found %s"}
	ruleQuote   = Rule{ID: "value.quote", Text: "expected %s, found the %s %s", Help: "if it is meant as text, put it in quotes"}
	ruleValue   = Rule{ID: "value.form", Text: "%s is not %s"}
	ruleWord    = Rule{ID: "value.word", Text: "%s is not one of: %s"}
	ruleLong    = Rule{ID: "value.long", Text: "the text is longer than %s characters"}
)
