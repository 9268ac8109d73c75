package dump

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"

	"etcd2sh/repl/lang"
)

// foreign says what a file is that cannot be a dump, by how it begins; "" for one that
// may be: it begins with a bracket, a comment or a command, or is empty.
func (r *Reader) foreign(in *bufio.Reader) string {
	begin, _ := in.Peek(min(in.Buffered(), longestName))
	text := bytes.TrimLeft(bytes.TrimPrefix(begin, []byte(byteOrderMark)), " \t\r\n")
	word := string(text)
	if i := strings.IndexAny(word, " \t\r\n"); i >= 0 {
		word = word[:i]
	}
	switch {
	case isBolt(begin):
		return "a database or a snapshot of etcd's v3 store, which holds no v2 data; etcdutl snapshot restore reads it"
	case bytes.HasPrefix(begin, []byte("\x1f\x8b")):
		return "compressed by gzip; unpack it first"
	case bytes.HasPrefix(begin, []byte("\xff\xfe")), bytes.HasPrefix(begin, []byte("\xfe\xff")):
		return "text in UTF-16; a dump is UTF-8"
	case word == "", strings.IndexAny(word, "#{") == 0, r.commands.Find(word) != nil:
		return ""
	case !utf8.ValidString(word), strings.ContainsFunc(word, func(c rune) bool { return c < ' ' }):
		return "binary data"
	case word[0] == '[', word[0] == '(':
		return "a list"
	case strings.IndexAny(word, "-0123456789\"") == 0, word == "true", word == "false", word == "null", word == "nil":
		return "a single value"
	}
	return "text that begins with " + lang.Shorten(word)
}

// isBolt reports whether a file begins as those of bbolt do: with a page of its kind,
// whose data begins with a number.
func isBolt(begin []byte) bool {
	const meta, magic = 4, 0xED0CDAED
	return len(begin) >= 20 && binary.LittleEndian.Uint16(begin[8:]) == meta && binary.LittleEndian.Uint32(begin[16:]) == magic
}

// foreignRecords gives no record, but why there are none.
func (r *Reader) foreignRecords(what string) func(context.Context) (Record, error) {
	return func(context.Context) (Record, error) {
		return Record{}, &SyntaxError{File: r.name, Err: fmt.Errorf(
			"is no dump, but %s. load reads what dump wrote, and JSON: etcd's answer as curl prints it, or an object of names and values; source runs a script", what)}
	}
}
