package repl_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"etcd2sh/client"
	"etcd2sh/repl/dump"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// loadFails wants a LoadError.
func loadFails(t testing.TB, b repltest.Session, line, part string) *dump.LoadError {
	t.Helper()
	var failed *dump.LoadError
	if err := b.Refuses(line, part); !errors.As(err, &failed) {
		t.Fatalf("%s: got a %T, want a LoadError", line, err)
	}
	return failed
}

// TestLoadBroken finds the place where a file stops being a dump; what stands
// before it is written, what stands after it is not.
func TestLoadBroken(t *testing.T) {
	repltest.Parallel(t)
	b := repltest.New(t)
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
			b := b.Again(t)
			b.Run(`delete-all! nil`)
			path := repltest.File(t, tt.text)
			failed := loadFails(t, b, `load `+path, path+tt.want)
			written := strings.Count(tt.want, ":1: ") ^ 1
			if strings.Contains(failed.Error(), "again") {
				t.Errorf("got %v: the file must be mended first", failed)
			}
			if !failed.Stopped || failed.Counts.Written != written || eval.Status(failed) != lang.StatusUsage {
				t.Errorf("got %+v with status %d, want a usage error after %d were written", failed, eval.Status(failed), written)
			}
			b.Want(`get nil`, []string{`nil`, `{"a" "1"}`}[written])
			b.Refuses(`diff / --file `+path, path+tt.want)
		})
	}
}

func headerWith(edn string) string { return "# etcd2sh dump " + edn + "\n" }

// TestLoadCutOff: a dump that ends early is loaded as far as it goes, and that is
// an error; so are two dumps in one file.
func TestLoadCutOff(t *testing.T) {
	repltest.Parallel(t)
	b := repltest.New(t)
	for form, header := range map[string]string{
		"commands": headerWith(`{:dump "/", :records 2}`), "edn": "{:dump \"/\", :records 2}\n", "json": "{\"dump\":\"/\",\"records\":2}\n",
	} {
		t.Run(form, func(t *testing.T) {
			record := map[string]string{"commands": `reset! "/a" "1"`, "edn": `{:key "/a", :value "1"}`, "json": `{"key":"/a","value":"1"}`}[form] + "\n"
			b := b.Again(t)
			b.Run(`delete-all! nil`)
			failed := loadFails(t, b, `load `+repltest.File(t, header+record), "says that it has 2 records, and has 1")
			if failed.Counts.Written != 1 {
				t.Errorf("got %+v, want 1 written", failed.Counts)
			}
			loadFails(t, b, `load `+repltest.File(t, header+strings.Repeat(record, 3)), "says that it has 2 records, and has 3")
			b.Run(`load ` + repltest.File(t, header+strings.Repeat(record, 2)))
			failed = loadFails(t, b, `load `+repltest.File(t, header+record+strings.TrimSuffix(record, "\n")), ":3: the last line has no end")
			if eval.Status(failed) != lang.StatusUsage || strings.Contains(failed.Error(), "again") {
				t.Errorf("got %v, want the status of a file that cannot be read, and no advice to try again", failed)
			}
		})
	}
}

// TestLoadForms reads what people and other programs write.
func TestLoadForms(t *testing.T) {
	repltest.Parallel(t)
	b := repltest.New(t)
	tests := map[string]string{
		"commands":         "reset! \"/a\" \"1\"\nmkdir! \"/b\"\n",
		"bare commands":    "\uFEFF  # a remark\r\n\r\nreset! /a 1\r\nmkdir! [b] --ttl=5000",
		"aliased commands": "reset! /a \\\n1\nmkdir! /b {:ttl 5000}",
		"json":             "{\"key\":\"/a\",\"value\":\"\\u0031\"}\n{\"dir\":true,\"key\":\"/b\"}",
		"spaced json":      "\uFEFF\r\n { \"key\": \"/a\", \"value\": \"1\" }\r\n\r\n{\"key\":\"/b\",\"dir\":true,\"value\":null,\"ttl\":5e3}\r\n",
		"later header":     "# nightly\n\n# etcd2sh dump {:dump \"/\", :records 2}\nreset! \"/a\" \"1\"\nmkdir! \"/b\"\n",
		"edn with remarks": "{:key \"/a\" :value \"1\"}\n; a remark\n ,\n{:dir true, :key \"/b\"}",
		"edn":              "{:key \"/a\" :value \"1\"} ; a [remark] \"#1\n{:dir true, :key \"/b\"}",
		"spaced edn":       " {:dump \"/\"}\n\n{ :key \"/a\", :value \"1\", :ttl nil }\n{:key \"/b\" :dir true :ttl 5000}",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			b := b.Again(t)
			b.Run(`delete-all! nil`)
			repltest.SetStdin(b.Session, strings.NewReader(text))
			b.Want(`load`, `{:written 2, :skipped 0, :failed 0}`)
			b.Want(`get a`, `"1"`)
			b.Want(`get* b | :node :dir`, `true`)
			b.Misuse(`load -`, "load has read standard input to its end already")
		})
	}
	b.Want(`load --into / `+repltest.File(t, headerWith(`{:dump "/e"}`)+`mkdir! "/e"`), `{:written 0, :skipped 1, :failed 0}`)
	loadFails(t, b, `load --into / `+repltest.File(t, headerWith(`{:dump "/e"}`)+`reset! "/e" 1`), "/: 107: Root is read only")
	for _, nothing := range []string{headerWith(`{:dump "/a"}`), `{"dump":"/"}`, `{:dump "/"}`} {
		b.Want(`load `+repltest.File(t, nothing), `{:written 0, :skipped 0, :failed 0}`)
	}
	for _, nothing := range []string{"", "\n\n", "# a remark", "# etcd2sh du"} {
		loadFails(t, b, `load `+repltest.File(t, nothing), "there is nothing to load")
	}
	cut := repltest.File(t, headerWith(`{:dump "/", :records 2}`)+"reset! \"/s\" 1\nreset! \"/t\" \"1\" --ttl 1")
	loadFails(t, b, `load `+cut, ":3: the last line has no end, so its record is not taken: it was cut off")
	b.Want(`get t`, `nil`) // the ttl may have had more digits
	b.Want(`get s`, `"1"`)
	b.Run(`reset! u 1`)
	for _, option := range []string{"", " --dry-run", " --only-missing", " --dry-run --only-missing"} {
		loadFails(t, b, `load `+repltest.File(t, `{"key":"/u","value":"1","ttl":9000000000}`)+option, "ttl 9000000000 is too large")
	}
}

// TestLoadAgain stops a load after some of its writes; the next one goes on.
func TestLoadAgain(t *testing.T) {
	repltest.Parallel(t)
	b := repltest.New(t)
	var text strings.Builder
	for i := range 200 {
		fmt.Fprintf(&text, "reset! \"/%d/%d\" \"%d\"\n", i%7, i, i)
	}
	path := repltest.File(t, text.String())
	ctx, cancel := context.WithCancel(t.Context())
	var puts atomic.Int32
	proxy := repltest.LoseAnswers(t, b.URL, http.MethodPut, "/none")
	proxy.Other = func(r *http.Request) {
		if r.Method == http.MethodPut && puts.Add(1) == 50 {
			cancel()
		}
	}
	stopped := repltest.Open(t, proxy.URL)
	_, err := stopped.Eval(ctx, `load `+path)
	var failed *dump.LoadError
	if !errors.As(err, &failed) || !failed.Stopped || failed.Counts.Written < 40 || failed.Counts.Failed != 0 {
		t.Fatalf("got %v, want a load that was stopped after about 50 writes", err)
	}
	if status := eval.Status(err); status != lang.StatusUnknown && status != lang.StatusInterrupted {
		t.Errorf("got status %d, want that of an interrupt or an unknown outcome", status)
	}
	if !strings.Contains(err.Error(), "it can be run again") {
		t.Errorf("got %q, want it to say how to go on", err)
	}
	b.Run(`load ` + path)
	b.Want(`diff / --file `+path, ``)
	b.Want(`load `+path, `{:written 0, :skipped 200, :failed 0}`)
}

// TestLoadUnknown loses the answer to one write.
func TestLoadUnknown(t *testing.T) {
	repltest.Parallel(t)
	b := repltest.New(t)
	path := repltest.File(t, "reset! /a/1 1\nreset! /a/lost 1\nreset! /a/2 1\n")
	proxy := repltest.LoseAnswers(t, b.URL, http.MethodPut, "/a/lost")
	b = b.Through(t, proxy.URL)
	failed := loadFails(t, b, `load `+path+` --jobs 1`, "PUT /a/lost was sent, but whether it happened is not known")
	if c := failed.Counts; c.Written != 1 || c.Unknown != 1 || c.Failed != 0 || !failed.Stopped || eval.Status(failed) != lang.StatusUnknown {
		t.Errorf("got %+v, want one written, one unknown, and nothing after it", failed)
	}
	if got := proxy.Lost.Load(); got != 1 {
		t.Errorf("the write was sent %d times, want once", got)
	}
	b = b.Through(t, b.URL)
	b.Want(`load `+path, `{:written 1, :skipped 2, :failed 0}`)
}

// TestLoadUnreachable gives up at once, however much is left.
func TestLoadUnreachable(t *testing.T) {
	repltest.Parallel(t)
	b := repltest.New(t)
	proxy := repltest.LoseAnswers(t, b.URL, http.MethodPut, "/none")
	proxy.Close()
	b = b.Through(t, proxy.URL)
	failed := loadFails(t, b, `load `+repltest.File(t, strings.Repeat("reset! /a 1\n", 1000)), "no endpoint served the request")
	if failed.Counts != (dump.LoadCounts{}) || !failed.Stopped || eval.Status(failed) != lang.StatusUnreachable {
		t.Errorf("got %+v, want that nothing was done", failed)
	}
}

// TestLoadDry sends nothing but reads.
func TestLoadDry(t *testing.T) {
	repltest.Parallel(t)
	b := repltest.New(t)
	b.Run(`reset! same 1`, `reset! other 2`, `reset! file 1`)
	path := repltest.File(t, "reset! /same 1\nreset! /other 1\nmkdir! /file\nreset! /file/below 1\nreset! /new/a 1\nmkdir! /new/b --ttl 60")
	before := b.Run(`dump`)
	var writes atomic.Int32
	proxy := repltest.LoseAnswers(t, b.URL, http.MethodPut, "/none")
	proxy.Other = func(r *http.Request) {
		if r.Method != http.MethodGet {
			writes.Add(1)
		}
	}
	b = b.Through(t, proxy.URL)
	failed := loadFails(t, b, `load --dry-run `+path, "/other: 105: Key already exists (/other)")
	if got, want := failed.Counts, (dump.LoadCounts{Written: 2, Skipped: 1, Failed: 3, DryRun: true}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if failed.Stopped || len(failed.Failures) != 3 || failed.Failures[1].Key != "/file" || failed.Failures[1].Line != 3 || eval.Status(failed) != lang.StatusCompare {
		t.Errorf("got %+v, want the failures in the order of the file", failed)
	}
	if got := b.Run(`dump`); steady(got) != steady(before) || writes.Load() != 0 {
		t.Errorf("got %d writes and\n%s\nwant none and\n%s", writes.Load(), got, before)
	}
	missing := loadFails(t, b, `load --dry-run --only-missing `+path, "/file/below: 104: Not a directory (/file)")
	if got, want := missing.Counts, (dump.LoadCounts{Written: 2, Skipped: 3, Failed: 1, DryRun: true}); got != want || writes.Load() != 0 {
		t.Errorf("got %+v and %d writes with --only-missing, want %+v and none", got, writes.Load(), want)
	}
	missing = loadFails(t, b, `load --only-missing `+path, "/file/below: 104: Not a directory (/file)")
	if got, want := missing.Counts, (dump.LoadCounts{Written: 2, Skipped: 3, Failed: 1}); got != want {
		t.Errorf("got %+v with --only-missing in earnest, want %+v", got, want)
	}
	b.Run(`delete! new -r`)
	real := loadFails(t, b, `load `+path, "/other: 105: Key already exists (/other)")
	if got, want := real.Counts, (dump.LoadCounts{Written: 2, Skipped: 1, Failed: 3}); got != want {
		t.Errorf("got %+v in earnest, want %+v", got, want)
	}
}

// TestLoadFailures keeps the first ten of many, however they come in.
func TestLoadFailures(t *testing.T) {
	repltest.Parallel(t)
	b := repltest.New(t)
	b.Run(`reset! file 1`)
	var text strings.Builder
	for i := range 100 {
		fmt.Fprintf(&text, "reset! /file/%d 1\nreset! /ok/%d 1\n", i, i)
	}
	failed := loadFails(t, b, `load `+repltest.File(t, text.String()), "/file/0: 104: Not a directory (/file)")
	if failed.Counts.Failed != 100 || failed.Counts.Written != 100 || failed.Stopped || len(failed.Failures) != 10 {
		t.Fatalf("got %+v, want 100 failures, the first 10 of them by name", failed)
	}
	for i, f := range failed.Failures {
		if want := fmt.Sprintf("/file/%d", i); f.Key != want || f.Line != 2*i+1 {
			t.Errorf("got %+v, want %s", f, want)
		}
	}
}

// TestLoadTooLarge reads records larger than etcd takes, and goes on after
// them.
func TestLoadTooLarge(t *testing.T) {
	repltest.Parallel(t)
	b := repltest.New(t)
	large := strings.Repeat("v", 12<<20)
	for form, text := range map[string]string{
		"commands": "reset! /large \"" + large + "\"\nreset! /commands 1\n",
		"json":     `{"key":"/large","value":"` + large + "\"}\n{\"key\":\"/json\",\"value\":\"1\"}\n",
	} {
		failed := loadFails(t, b, `load `+repltest.File(t, text), "/large")
		if failed.Counts != (dump.LoadCounts{Written: 1, Failed: 1}) || errors.As(failed, new(*client.Argument)) {
			t.Errorf("%s: got %v, want one written and one failed", form, failed)
		}
		b.Want(`get `+form, `"1"`)
	}
}
