package command_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/repl/dump"
	"etcd2sh/repl/repltest"
)

// TestLoadForms reads what people and other programs write.
func TestLoadForms(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
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
			s := s.Again(t)
			s.Run(`delete-all! nil`)
			repltest.SetStdin(s.Session, strings.NewReader(text))
			s.Want(`load`, `{:written 2, :skipped 0, :failed 0}`)
			s.Want(`get a`, `"1"`)
			s.Want(`get* b | :node :dir`, `true`)
			s.Misuse(`load -`, "load has read standard input to its end already")
		})
	}
	s.Want(`load --into / `+repltest.File(t, headerWith(`{:dump "/e"}`)+`mkdir! "/e"`), `{:written 0, :skipped 1, :failed 0}`)
	loadFails(t, s, `load --into / `+repltest.File(t, headerWith(`{:dump "/e"}`)+`reset! "/e" 1`), "/: 107: Root is read only")
	for _, nothing := range []string{headerWith(`{:dump "/a"}`), `{"dump":"/"}`, `{:dump "/"}`} {
		s.Want(`load `+repltest.File(t, nothing), `{:written 0, :skipped 0, :failed 0}`)
	}
	for _, nothing := range []string{"", "\n\n", "# a remark", "# etcd2sh du"} {
		loadFails(t, s, `load `+repltest.File(t, nothing), "there is nothing to load")
	}
	cut := repltest.File(t, headerWith(`{:dump "/", :records 2}`)+"reset! \"/s\" 1\nreset! \"/t\" \"1\" --ttl 1")
	loadFails(t, s, `load `+cut, ":3: the last line has no end, so its record is not taken: it was cut off")
	s.Want(`get t`, `nil`) // the ttl may have had more digits
	s.Want(`get s`, `"1"`)
	s.Run(`reset! u 1`)
	for _, option := range []string{"", " --dry-run", " --only-missing", " --dry-run --only-missing"} {
		loadFails(t, s, `load `+repltest.File(t, `{"key":"/u","value":"1","ttl":9000000000}`)+option, "ttl 9000000000 is too large")
	}
}

// TestLoadTooLarge reads records larger than etcd takes, and goes on after
// them.
func TestLoadTooLarge(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	large := strings.Repeat("v", 12<<20)
	for form, text := range map[string]string{
		"commands": "reset! /large \"" + large + "\"\nreset! /commands 1\n",
		"json":     `{"key":"/large","value":"` + large + "\"}\n{\"key\":\"/json\",\"value\":\"1\"}\n",
	} {
		failed := loadFails(t, s, `load `+repltest.File(t, text), "/large")
		if failed.Counts != (dump.LoadCounts{Written: 1, Failed: 1}) || errors.As(failed, new(*client.Argument)) {
			t.Errorf("%s: got %v, want one written and one failed", form, failed)
		}
		s.Want(`get `+form, `"1"`)
	}
}

// TestLoadConverted takes no value from a dump whose line ends an editor turned
// into CR LF, where it has several lines: by load, and by what runs the dump. A
// value that always had its CRs keeps them.
func TestLoadConverted(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	values := map[string]string{"/a": "1", "/crlf": "one\r\ntwo\r\n", "/lf": "one\ntwo"}
	for key, v := range values {
		s.Write(key, v)
	}
	s.Run(`cd /`)
	whole := filepath.Join(t.TempDir(), "dump.etcd2")
	s.Run(`dump --file ` + whole)
	text, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	converted := repltest.File(t, strings.ReplaceAll(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n", "\r\n"))
	s.Run(`delete-all! nil`)
	loadFails(t, s, `load `+converted, ":3: the ends of this dump's lines were turned into CR LF")
	s.Want(`get nil`, `{"a" "1"}`)
	s.Refuses(`repeat 1 source `+converted, "the ends of this dump's lines were turned into CR LF")
	s.Want(`get nil`, `{"a" "1"}`)
	s.Run(`load ` + whole)
	for key, v := range values {
		if got := s.Run("get " + key); got != strconv.Quote(v) {
			t.Errorf("%s: got %s, want %q", key, got, v)
		}
	}
	flat := repltest.File(t, strings.ReplaceAll(headerWith(`{:dump "/", :records 2}`)+"reset! \"/flat\" \"1\"\nreset! \"/flatter\" \"2\"\n", "\n", "\r\n"))
	s.Want(`load `+flat, `{:written 2, :skipped 0, :failed 0}`)
	s.Want(`get flatter`, `"2"`)
}
