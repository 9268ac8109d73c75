package command_test

import (
	"io"
	"net/http"
	"testing"

	"etcd2sh/repl/repltest"
)

// TestLoadAnswer loads what curl prints of a tree.
func TestLoadAnswer(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run(`set cats/tom "a\"b"`, `set cats/tim/x "" --ttl 5000`, "mkdir! cats/none", "set 'é/😀' v")
	for from, want := range map[string]string{
		"/":     `{"cats" {"none" nil, "tim" {"x" ""}, "tom" "a\"b"}, "é" {"😀" "v"}}`,
		"/cats": `{"none" nil, "tim" {"x" ""}, "tom" "a\"b"}`,
	} {
		resp, err := http.Get(s.Endpoint() + "/v2/keys" + from + "?recursive=true&quorum=true")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		path := repltest.File(t, string(text))
		s.Run("load " + path + " --into copy")
		s.Want("get copy -r", want)
		s.Run("delete! copy -r")
		s.Run("load "+path, "load "+path+" --dry-run")
	}
	s.Run(`load ` + repltest.File(t, `{"node":{"key":"/f","value":"v","modifiedIndex":7},"action":"get"}`))
	s.Want("get f", `"v"`)
	if ttl := s.Seconds("/cats/tim/x"); ttl < 4000 || ttl > 5000 {
		t.Errorf("got a ttl of %d", ttl)
	}
}

// TestLoadObject loads names and values, as a configuration has them.
func TestLoadObject(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	path := repltest.File(t, "\uFEFF{\n \"host\": \"a b\",\n \"port\": 80.50, \"on\": true,\n \"tags\": [1, \"x\"],\n \"limits\": {\"rate\": \"1\", \"none\": null, \"deep\": {}}}\n")
	s.Want("load "+path+" --into cfg", `{:written 8, :skipped 0, :failed 0}`)
	s.Want("get cfg -r", `{"host" "a b", "limits" {"deep" nil, "none" nil, "rate" "1"}, "on" "true", "port" "80.50", "tags" "[1, \"x\"]"}`)
	s.Want("load "+path+" --into cfg", `{:written 0, :skipped 8, :failed 0}`)
	s.Want("load "+repltest.File(t, `{"action":"run","node":"n1"}`)+" --into job", `{:written 2, :skipped 0, :failed 0}`)
	s.Want("load "+repltest.File(t, `{"node":{"a":"1"},"x":"2"}`)+" --into other", `{:written 3, :skipped 0, :failed 0}`)
}

// TestLoadBrokenDocument: nothing of a document that cannot be read is written.
func TestLoadBrokenDocument(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	for text, message := range map[string]string{
		`{"a":"1",` + "\n" + `"b":`:            "2: the object has no end: the file was cut off",
		`{"a":"1"} {"b":"2"}`:                  "something follows the object",
		`{"a":"1","a":"2"}`:                    "duplicate",
		`{"a":"1","b/c":"2"}`:                  `"b/c" names no element of a key`,
		`{"a":"1","":"2"}`:                     `"" names no element of a key`,
		`{"a":"1","..":"2"}`:                   "leave the key space",
		`{"action":"get","node":{"key":"/a"}}`: "the node /a is no file and no directory",
		`{"node":{"dir":true,"nodes":[{"value":"1"},{"key":"/b","value":"1"}]}}`:             "a node in a directory has no key",
		`{"action":"get","node":{"key":"/a","value":1}}`:                                     "value of a node is not what etcd sends",
		`{"action":"get","node":{"key":"/a","dir":true,"nodes":[`:                            "the object has no end",
		`{"action":"get","node":{"key":"/a","dir":true,"nodes":[{"key":"/b","value":"1"}]}}`: "/b does not belong to a dump of /a",
	} {
		loadFails(t, s, "load "+repltest.File(t, text), message)
	}
	s.Want("get nil", "nil")
}
