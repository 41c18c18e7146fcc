package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// signedWithin is how far the instant at which Slack signed may lie from now, either way.
const signedWithin = 5 * time.Minute

// A signature is what Slack says of a request in its headers: when it was signed, and what comes
// out when its instant and its body are signed with the app's secret (HMAC-SHA-256, version v0).
type signature struct {
	at    time.Time
	stamp string // at, letter by letter as it was signed
	sum   [sha256.Size]byte
}

// signatureOf reads the headers. What is malformed or not of these minutes is refused before
// anybody has to look at a body.
func signatureOf(h http.Header, now time.Time) (s signature, err error) {
	s.stamp = h.Get("X-Slack-Request-Timestamp")
	given, ok := strings.CutPrefix(h.Get("X-Slack-Signature"), "v0=")
	seconds, err := strconv.ParseInt(s.stamp, 10, 64)
	if !ok || err != nil {
		return s, errUnsigned
	}
	sum, err := hex.DecodeString(given)
	if err != nil || copy(s.sum[:], sum) != len(s.sum) || len(sum) != len(s.sum) {
		return s, errUnsigned
	}
	s.at = time.Unix(seconds, 0)
	if now.Sub(s.at).Abs() > signedWithin {
		return s, errStale
	}
	return s, nil
}

// signs reports whether this is the signature of a body, in a time that does not depend on how
// much of it is right. Without a secret nothing is signed.
func (s signature) signs(secret string, body []byte) bool {
	if secret == "" {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + s.stamp + ":"))
	mac.Write(body)
	return hmac.Equal(mac.Sum(nil), s.sum[:])
}
