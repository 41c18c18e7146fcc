package commands

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func texts(ws []Word) []string {
	var out []string
	for _, w := range ws {
		out = append(out, w.whole())
	}
	return out
}

func TestWords(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", " \t\u00a0\u200b ", nil},
		{"plain", "open  1\tPayments", []string{"open", "1", "Payments"}},
		{"an apostrophe is no quote", "open customer's db is down", []string{"open", "customer's", "db", "is", "down"}},
		{"a phone's apostrophe", "customer’s ’tis", []string{"customer's", "'tis"}},
		{"an ampersand ends nothing", "R&D & more", []string{"R&D", "&", "more"}},
		{"straight quotes", `note "a b" c`, []string{"note", "a b", "c"}},
		{"a phone's quotes", "note “a b” c", []string{"note", "a b", "c"}},
		{"German", "„a b“ c", []string{"a b", "c"}},
		{"French", "«a b» c", []string{"a b", "c"}},
		{"Danish", "»a b« c", []string{"a b", "c"}},
		{"Japanese", "「a b」 c", []string{"a b", "c"}},
		{"single", "‘a b’ 'c d'", []string{"a b", "c d"}},
		{"a curl that matches none", `“a b" c`, []string{"a b", "c"}},
		{"an apostrophe inside", "'customer's db' x", []string{"customer's db", "x"}},
		{"unclosed", "note “a b", []string{"note", `"a`, "b"}},
		{"unclosed twice", `"a "b`, []string{`"a`, `"b`}},
		{"a closing mark within a word", `"a"b c`, []string{`"a"b`, "c"}},
		{"written twice", `"a ""b"" c"`, []string{`a "b" c`}},
		{"empty", `"" x`, []string{"", "x"}},
		{"typography within quotes stays", "“a — b’s”", []string{"a — b’s"}},
		{"an em dash", "—sev 1 — x–y", []string{"--sev", "1", "--", "x-y"}},
		{"no-break spaces", "9:00\u202fJST\u00a0x\u3000y", []string{"9:00", "JST", "x", "y"}},
		{"full width", "ｏｐｅｎ　１ product：cvad", []string{"open", "1", "product:cvad"}},
		{"what nobody sees", "\ufeffop\u200ben", []string{"open"}},
		{"a name before quotes", `product:"a b" --note=“c d”`, []string{"product:a b", "--note=c d"}},
		{"no name before quotes", `5" disk a="b c"`, []string{`5"`, "disk", `a="b`, `c"`}},
		{"a mention", "assign <@U1|Bob B> now", []string{"assign", "<@U1|Bob B>", "now"}},
		{"a mention in the middle", "to:<@U1>, (<@U2>)", []string{"to:<@U1>", ",", "(", "<@U2>", ")"}},
		{"channel and link", "<#C1|name> <https://a.example/b c|the page>", []string{"<#C1|name>", "<https://a.example/b c|the page>"}},
		{"a link, where nothing is escaped", "<http://shop.example|shop.example>", []string{"<http://shop.example|shop.example>"}},
		{"less than", "a < b > c <-> <>", []string{"a", "<", "b", ">", "c", "<->", "<>"}},
		{"entities are letters here", "&lt;@U1&gt; &amp;", []string{"&lt;@U1&gt;", "&amp;"}},
		{"not UTF-8", "a\xff b", []string{"a\ufffd", "b"}},
	} {
		if got := texts(Words(tt.text, false)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q = %q, want %q", tt.name, tt.text, got, tt.want)
		}
	}
}

func TestWordsEscaped(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"undone after splitting", `R&amp;D &lt;@U1 x&gt; "a &amp; b"`, []string{"R&D", "<@U1", "x>", "a & b"}},
		{"undone once", "&amp;lt;", []string{"&lt;"}},
		{"a link nobody made", "<http://shop.example|shop.example>, x", []string{"shop.example,", "x"}},
		{"a named one", "product:<http://shop.example|shop.example>", []string{"product:shop.example"}},
		{"an address", "<mailto:ana@shop.example|ana@shop.example>", []string{"ana@shop.example"}},
		{"a link with its stroke", "<http://shop.example/|shop.example>", []string{"shop.example"}},
		{"a link whose words are another's", "<http://shop.example|bank.example>", []string{"<http://shop.example|bank.example>"}},
		{"a bare link", "<https://shop.example/?a=1&amp;b=2>", []string{"https://shop.example/?a=1&b=2"}},
		{"a link somebody made", "<https://shop.example|the shop>", []string{"<https://shop.example|the shop>"}},
		{"a mention", "<@U1|bob>", []string{"<@U1|bob>"}},
	} {
		if got := texts(Words(tt.text, true)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q = %q, want %q", tt.name, tt.text, got, tt.want)
		}
	}
}

func TestWordShapes(t *testing.T) {
	got := Words(`"me" me <@U1> a:"b" c:<@U2> &lt;@U3&gt;`, true)
	want := []Shape{Quoted, Plain, Token, Quoted, Token, Plain}
	for i, w := range got {
		if w.Shape != want[i] {
			t.Errorf("%q has shape %d, want %d", w.whole(), w.Shape, want[i])
		}
	}
}

// Splitting stays linear in the length of a hostile message: a quadratic one
// would take minutes here.
func TestWordsHostile(t *testing.T) {
	for _, unit := range []string{`"a `, `a"`, "<a:", "'a “b ", `a:"`, "«a ", "—<@", `""`} {
		text := strings.Repeat(unit, 1_000_000/len(unit))
		start := time.Now()
		newLine(text, true).verbatim(0, len(text))
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%q: %s for a million bytes", unit, took)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"open customer's db", "“a b” «c» 「d」", "<@U1|bob> &amp; &lt;", `a:"b ""c"" d" —x`, "\u00a0x\u200b\xff", `"a "b "c"`} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, text string, escaped bool) {
		end := 0
		for _, w := range Words(text, escaped) {
			if w.At < end || w.End <= w.At || w.End > len(text) {
				t.Fatalf("%q: word %+v stands before %d or outside", text, w, end)
			}
			if trim(text[end:w.At]) != "" {
				t.Fatalf("%q: %q was lost", text, text[end:w.At])
			}
			end = w.End
			if w.Shape == Plain && w.Text == "" || !utf8.ValidString(w.Text) && w.Shape != Token {
				t.Fatalf("%q: word %+v", text, w)
			}
			// Any word can be written so that it reads back.
			for _, named := range []bool{true, false} {
				lead := ""
				if named {
					lead = "x:"
				}
				back := Words("a "+lead+quote(w.Text, false, named)+" z", false)
				if w.Shape != Token && utf8.ValidString(w.Text) && (len(back) != 3 || back[1].whole() != lead+w.Text) {
					t.Fatalf("%q is written %q and reads %+v", w.Text, quote(w.Text, false, named), back)
				}
			}
		}
		if trim(text[end:]) != "" {
			t.Fatalf("%q: %q was lost", text, text[end:])
		}
		l := newLine(text, escaped)
		if v := l.verbatim(0, len(l.text)); v != trim(v) || !utf8.ValidString(v) {
			t.Fatalf("%q: verbatim %q", text, v)
		}
	})
}
