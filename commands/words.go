package commands

import (
	"strings"
	"unicode/utf8"
)

// A Word is one word of a line as somebody typed it into a chat.
type Word struct {
	Lead  string // what stood glued before quotes or a token, "product:" or "--product="; else empty
	Text  string // what was meant: quotes, escapes and a keyboard's typography undone
	Shape Shape
	At    int // where it stands in the line: first byte
	End   int // and the byte after its last
}

// Shape tells a word that was typed plainly from one that nothing inside may
// change the meaning of.
type Shape uint8

const (
	Plain  Shape = iota
	Quoted       // between quotation marks: taken to the letter
	Token        // a platform's own mark, <@U1|bob> or <https://a.example|here>: opaque, kept as it came
)

// whole is the word as a value, where nothing before its quotes is a name.
func (w Word) whole() string { return w.Lead + w.Text }

// Words splits a line. It accepts every input: a quotation mark that nothing
// closes is itself. escaped says that the line is in a platform's wire form,
// in which & < > come as entities and addresses come marked as links; both are
// undone, after splitting, so that nobody can type a token.
//
// A quotation opens at the start of a word, or after name:, and closes before
// white space or the end; so customer's and rock'n'roll need no care. Inside, a
// closing mark is written twice. Once a quotation was found to be unclosed, no
// later one of its kind opens.
func Words(text string, escaped bool) []Word {
	l := lexer{text: text, escaped: escaped}
	var words []Word
	for {
		w, ok := l.next()
		if !ok {
			return words
		}
		words = append(words, w)
	}
}

type lexer struct {
	text    string
	escaped bool
	pos     int
	open    map[string]bool // kinds of quotation found unclosed: keeps splitting linear
}

func (l *lexer) rune() (rune, int) { return utf8.DecodeRuneInString(l.text[l.pos:]) }

func (l *lexer) next() (Word, bool) {
	for l.pos < len(l.text) {
		r, size := l.rune()
		if !blank(r) {
			break
		}
		l.pos += size
	}
	at := l.pos
	if at == len(l.text) {
		return Word{}, false
	}
	var b strings.Builder
	for l.pos < len(l.text) {
		r, size := l.rune()
		if blank(r) {
			if !unseen(r) {
				break
			}
			l.pos += size
			continue
		}
		if _, ok := quotes[r]; ok && (b.Len() == 0 || isLead(b.String())) {
			if body, end, ok := l.quoted(r, l.pos+size); ok {
				l.pos = end
				return Word{Lead: b.String(), Text: l.undo(body), Shape: Quoted, At: at, End: end}, true
			}
		}
		if end := token(l.text, l.pos); end > 0 {
			raw := l.text[l.pos:end]
			if seen, ok := autolink(raw); ok && l.escaped {
				b.WriteString(seen)
				l.pos = end
				continue
			}
			if b.Len() == 0 || isLead(b.String()) {
				l.pos = end
				return Word{Lead: b.String(), Text: raw, Shape: Token, At: at, End: end}, true
			}
			break // a token is always a word of its own
		}
		if r == utf8.RuneError {
			b.WriteRune(r)
		} else {
			b.WriteString(typed(r))
		}
		l.pos += size
	}
	return Word{Text: l.undo(b.String()), At: at, End: l.pos}, true
}

func (l *lexer) undo(s string) string {
	if l.escaped {
		return entities.Replace(s)
	}
	return s
}

// quoted reads on from behind an opening mark; end is behind the closing one.
func (l *lexer) quoted(open rune, from int) (body string, end int, ok bool) {
	closers := quotes[open]
	if l.open[closers] {
		return "", 0, false
	}
	var b strings.Builder
	for i := from; i < len(l.text); {
		r, size := utf8.DecodeRuneInString(l.text[i:])
		i += size
		if !strings.ContainsRune(closers, r) {
			b.WriteRune(r)
			continue
		}
		next, nextSize := utf8.DecodeRuneInString(l.text[i:])
		switch {
		case nextSize > 0 && next == r: // written twice: itself
			b.WriteRune(r)
			i += nextSize
		case nextSize == 0 || blank(next):
			return b.String(), i, true
		default:
			b.WriteRune(r)
		}
	}
	if l.open == nil {
		l.open = map[string]bool{}
	}
	l.open[closers] = true
	return "", 0, false
}

// isLead says whether s is name: or --name= (or --name:), behind which quotes
// may open.
func isLead(s string) bool {
	const longest = 40
	if len(s) < 2 || len(s) > longest {
		return false
	}
	name, dashed := strings.CutPrefix(s[:len(s)-1], "--")
	last := s[len(s)-1]
	return isName(name) && (last == ':' || last == '=' && dashed)
}

func isName(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || !(r >= '0' && r <= '9' || r == '-' || r == '_')) {
			return false
		}
	}
	return s != ""
}
