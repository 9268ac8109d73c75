package client

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// maxKey bounds the encoded key: etcd closes the connection on a request whose
// header is over a mebibyte.
const maxKey = 1 << 20

// CleanKey gives the canonical form of a key: absolute, one slash between its
// elements, none at the end; "/" is the root, and so is "". Every element is
// allowed but "." and "..", which some servers resolve, even when encoded, and
// so leave the key space; and text that is not UTF-8, which etcd destroys at
// its next snapshot. The error is an [*Argument].
func CleanKey(key string) (string, error) {
	if !utf8.ValidString(key) {
		return "", &Argument{"key", fmt.Sprintf("%q is not UTF-8; etcd would alter it", key)}
	}
	var b strings.Builder
	b.Grow(len(key) + 1)
	for elem := range strings.SplitSeq(key, "/") {
		switch elem {
		case "":
			continue
		case ".", "..":
			return "", &Argument{"key", fmt.Sprintf("%q has the element %q, with which some servers leave the key space", key, elem)}
		}
		b.WriteByte('/')
		b.WriteString(elem)
	}
	if b.Len() == 0 {
		return "/", nil
	}
	return b.String(), nil
}

// escapeKey encodes a canonical key for the path of a request; the root is
// empty.
func escapeKey(key string) (string, error) {
	if key == "/" {
		return "", nil
	}
	escaped := strings.ReplaceAll(url.PathEscape(key), "%2F", "/") // a slash is never part of an element
	if len(escaped) > maxKey-4096 {
		return "", &Argument{"key", fmt.Sprintf("of %d bytes when encoded is too long; etcd takes up to a mebibyte", len(escaped))}
	}
	return escaped, nil
}
