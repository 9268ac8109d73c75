package command_test

import (
	"strings"
	"testing"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestLoadBroken finds the place where a file stops being a dump; what stands
// before it is written, what stands after it is not.
func TestLoadBroken(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	tests := []struct{ name, text, want string }{
		{"an open quote", "reset! \"/a\" \"1\"\n\nreset! \"/b", `:3: the quote that was opened on line 3 is never closed`},
		{"another command", "reset! \"/a\" \"1\"\ndelete! \"/b\"", `:2: delete! is none of the commands of a dump`},
		{"another option", "reset! \"/a\" \"1\"\nreset! \"/b\" \"1\" --prev-exist", `:2: a command of a dump has no option but --ttl`},
		{"a value from a file", "reset! \"/a\" \"1\"\nreset! \"/b\" --file x", `:2: a command of a dump has no option but --ttl`},
		{"a relative key", "reset! \"/a\" \"1\"\nreset! b 1", `:2: a key of a dump begins with /`},
		{"a bar", "reset! \"/a\" \"1\"\nreset! \"/b\" 1 | :node", `:2: nothing follows a command of a dump`},
		{"a variable", "reset! \"/a\" \"1\"\nreset! \"/b\" $x", `:2:13: there is no variable $x`},
		{"too much", "reset! \"/a\" \"1\"\n  reset! \"/b\" \"1\" \"2\"", `:2:19: reset! takes 2 arguments`},
		{"a ttl that is none", "reset! \"/a\" \"1\"\nmkdir! \"/b\" --ttl -1", `:2:19: --ttl wants a whole number`},
		{"not UTF-8", "reset! \"/a\" \"1\"\nreset! \"/b\" \"\xff\"", `:2:14: the command is not UTF-8`},
		{"another dump", `reset! "/a" "1"` + "\n" + headerWith(`{:dump "/b"}`) + `reset! "/b" "1"`, `:2: another dump begins here`},
		{"a header that does not count", headerWith(`{:dump "/", :records "1"}`) + `reset! "/a" "1"`, `:1: records in the header wants a whole number`},
		{"a broken header", headerWith(`{:dump "/a"`) + "reset! \"/a\" \"1\"", `:1: `},
		{"another tree's key", headerWith(`{:dump "/a"}`) + "reset! \"/a\" \"1\"\nreset! \"/ab\" \"1\"", `:3: /ab does not belong to a dump of /a`},

		{"half an object", `{"key":"/a","value":"1"}` + "\n" + `{"key":"/b","value`, `:2:19: jsontext: unexpected EOF`},
		{"two objects", `{"key":"/a","value":"1"}` + "\n" + `{"key":"/物","value":"1"} {}`, `:2: something follows the object on its line`},
		{"the same member twice", `{"key":"/a","value":"1"}` + "\n" + `{"key":"/b","key":"/c"}`, `:2:13: jsontext: duplicate object member name "key"`},
		{"no object", `{"key":"/a","value":"1"}` + "\n" + `[1]`, `:2: a record is a JSON object`},
		{"nothing", `{"key":"/a","value":"1"}` + "\n" + `null`, `:2: a record is a JSON object`},
		{"another member", `{"key":"/a","value":"1"}` + "\n" + `{"key":"/b","valeu":"1"}`, `:2: a record has no valeu`},
		{"no key", `{"key":"/a","value":"1"}` + "\n" + `{"value":"1"}`, `:2: key is missing, or no string`},
		{"no value", `{"key":"/a","value":"1"}` + "\n" + `{"key":"/b"}`, `:2: a record has either a string as its value, or dir, which is true`},
		{"value and dir", `{"key":"/a","value":"1"}` + "\n" + `{"key":"/b","value":"1","dir":true}`, `:2: a record has either`},
		{"a number as value", `{"key":"/a","value":"1"}` + "\n" + `{"key":"/b","value":1}`, `:2: a record has either`},
		{"half a second", `{"key":"/a","value":"1"}` + "\n" + `{"key":"/b","value":"1","ttl":1.5}`, `:2: ttl wants a whole number of seconds, not 1.5`},
		{"a list as ttl", `{"key":"/a","value":"1"}` + "\n" + `{"key":"/b","value":"1","ttl":[1, 2]}`, `:2: ttl wants a whole number of seconds, not [1, 2]`},
		{"a number too large", `{"key":"/a","value":"1"}` + "\n" + `{"key":"/b","value":"1","ttl":1e999}`, `:2: 1e999 is too large a number`},
		{"a key that moves", `{"key":"/a","value":"1"}` + "\n" + `{"key":"/b/../c","value":"1"}`, `:2: key "/b/../c" has the element ".."`},
		{"a key in another spelling", `{"key":"/a","value":"1"}` + "\n" + `{"key":"b","value":"1"}`, `:2: "b" is not how a key is written in a dump; that is "/b"`},
		{"a header further on", `{"key":"/a","value":"1"}` + "\n" + `{"dump":"/"}`, `:2: a record has no dump`},

		{"half a map", `{:key "/a", :value "1"}` + "\n" + `{:key "/b"`, `:2: `},
		{"two maps", `{:key "/a", :value "1"}` + "\n" + `{:key "/b", :value "1"} {}`, `:2: something follows the map`},
		{"a keyword twice", `{:key "/a", :value "1"}` + "\n" + `{:key "/b", :key "/c", :value "1"}`, `:2: a record has each of its keywords once`},
		{"a keyword twice, behind another blank", `{:key "/a", :value "1"}` + "\n{:key \"/b\" :value \"1\"\f:value \"2\"}", `:2: a record has each of its keywords once`},
		{"a word after a map", `{:key "/a", :value "1"}` + "\n" + `{:key "/b", :value "1"} x`, `:2: something follows the map on its line`},
		{"a negative ttl", `{:key "/a", :value "1"}` + "\n" + `{:key "/b", :value "1", :ttl -1}`, `:2: ttl wants a whole number`},
		{"brackets without end", `{:key "/a", :value "1"}` + "\n{:key " + strings.Repeat("[", 8<<20), `:2: a record is one map`},
		{"a tag", `{:key "/a", :value "1"}` + "\n" + `{:key "/b", :value #inst "1"}`, `:2: a record is one map`},
		{"half a character", `{:key "/a", :value "1"}` + "\n" + `{:key "/b", :value "\ud83d\ude00"}`, `:2: :value has an escape that is half a character`},
		{"not UTF-8 either", `{:key "/a", :value "1"}` + "\n" + "{:key \"/b\", :value \"\xff\"}", `:2: the line is not UTF-8`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := s.Again(t)
			s.Run(`delete-all! nil`)
			path := repltest.File(t, tt.text)
			failed := loadFails(t, s, `load `+path, path+tt.want)
			written := strings.Count(tt.want, ":1: ") ^ 1
			if strings.Contains(failed.Error(), "again") {
				t.Errorf("got %v: the file must be mended first", failed)
			}
			if !failed.Stopped || failed.Counts.Written != written || eval.Status(failed) != lang.StatusUsage {
				t.Errorf("got %+v with status %d, want a usage error after %d were written", failed, eval.Status(failed), written)
			}
			s.Want(`get nil`, []string{`nil`, `{"a" "1"}`}[written])
			s.Refuses(`diff / --file `+path, path+tt.want)
		})
	}
}

// TestLoadCutOff: a dump that ends early is loaded as far as it goes, and that is
// an error; so are two dumps in one file.
func TestLoadCutOff(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	for form, header := range map[string]string{
		"commands": headerWith(`{:dump "/", :records 2}`), "edn": "{:dump \"/\", :records 2}\n", "json": "{\"dump\":\"/\",\"records\":2}\n",
	} {
		t.Run(form, func(t *testing.T) {
			record := map[string]string{"commands": `reset! "/a" "1"`, "edn": `{:key "/a", :value "1"}`, "json": `{"key":"/a","value":"1"}`}[form] + "\n"
			s := s.Again(t)
			s.Run(`delete-all! nil`)
			failed := loadFails(t, s, `load `+repltest.File(t, header+record), "says that it has 2 records, and has 1")
			if failed.Counts.Written != 1 {
				t.Errorf("got %+v, want 1 written", failed.Counts)
			}
			loadFails(t, s, `load `+repltest.File(t, header+strings.Repeat(record, 3)), "says that it has 2 records, and has 3")
			s.Run(`load ` + repltest.File(t, header+strings.Repeat(record, 2)))
			failed = loadFails(t, s, `load `+repltest.File(t, header+record+strings.TrimSuffix(record, "\n")), ":3: the last line has no end")
			if eval.Status(failed) != lang.StatusUsage || strings.Contains(failed.Error(), "again") {
				t.Errorf("got %v, want the status of a file that cannot be read, and no advice to try again", failed)
			}
		})
	}
}
