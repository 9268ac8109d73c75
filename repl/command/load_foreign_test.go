package command_test

import (
	"strings"
	"testing"

	"etcd2sh/repl/repltest"
)

// TestLoadForeign: a file that is no dump is told by what it is, and nothing of it is
// written.
func TestLoadForeign(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	bolt := "\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\xed\xda\x0c\xed\x02\x00\x00\x00" + strings.Repeat("\x00", 4096)
	for name, tt := range map[string]struct{ text, want string }{
		"text":         {"Dear diary,\nnothing today\n", "text that begins with Dear."},
		"a long line":  {strings.Repeat("abc", 1<<20), "text that begins with abc"},
		"program":      {"\x7fELF\x02\x01\x00 reset! /a 1\n", "binary data."},
		"bytes":        {"\x91\xa8\"'\\ reset! /a 1\n", "binary data."},
		"v3 snapshot":  {bolt, "a database or a snapshot of etcd's v3 store"},
		"5 and bytes":  {"5&\xffm(: x", "binary data."},
		"gzip":         {"\x1f\x8b\x08\x00reset! /a 1", "compressed by gzip"},
		"UTF-16":       {"\xff\xfer\x00e\x00", "text in UTF-16"},
		"array":        {`[{"key": "/a", "value": "1"}]`, "a list."},
		"array, lines": {"\n[\n{\"key\": \"/a\", \"value\": \"1\"}\n]\n", "a list."},
		"edn list":     {"({:key \"/a\", :value \"1\"})", "a list."},
		"string":       {`"reset! /a 1"`, "a single value."},
		"number":       {"-1.5e3\n", "a single value."},
		"null":         {"null", "a single value."},
		"yaml":         {"a: 1\nreset! /a 1\n", "text that begins with a:."},
	} {
		failed := loadFails(t, s, "load "+repltest.File(t, tt.text), "is no dump, but "+tt.want)
		if failed.Counts.Written != 0 || !strings.Contains(failed.Error(), "load reads what dump wrote") {
			t.Errorf("%s: got %v, want nothing written, and what load reads", name, failed)
		}
	}
	loadFails(t, s, "load "+repltest.File(t, "set /a 1\n"), "set is none of the commands of a dump")
	loadFails(t, s, "load "+repltest.File(t, "# notes\nhello\n"), "hello is none of the commands of a dump")
	s.Misuse("load "+t.TempDir(), "is a directory; load reads a file that dump wrote")
	s.Want("get nil", "nil")
}
