package lang_test

import (
	"testing"

	"etcd2sh/repl/command"
)

// TestRedact: a password is hidden wherever it may stand, and nothing else is.
func TestRedact(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"connect http://root:pw@h:1":                      "connect http://…@h:1",
		"connect root:p/w,x@h:1 --timeout 2s":             "connect …@h:1 --timeout 2s",
		`connect "http://root:p w\"x@h"`:                  `connect "http://…@h"`,
		"connect http://root:p w@h":                       "connect http://…@h",
		`connect http://root:p"w@h`:                       "connect http://…@h",
		"connect http:/root:pw@h":                         "connect …@h",
		"connect http://a:1,http://root:pw@b":             "connect http://…@b",
		"time connect root@h | :version":                  "time connect …@h | :version",
		"conect root:pw@h":                                "conect root:…@h",
		"http://root:p@w@h":                               "http:…@h",
		"reset! k http://u:p@h/x http://h/y":              "reset! k http://…@h/x http://h/y",
		"reset! k 'see http://u:p@h/x' # http://u:p@h":    "reset! k 'see http://…@h/x' # http://…@h",
		"reset! :k hunter2 --secret":                      "reset! :k …",
		"cas! k old new {:secret? true}":                  "cas! k …",
		"reset! --secret k hunter2":                       "reset! …",
		"repeat 2 reset! k 'hunter2 --secret":             "repeat …",
		"get a:b@c":                                       "get a:b@c",
		"reset! mail:to bob@example.org":                  "reset! mail:to bob@example.org",
		"reset! k http://example.org/ --prev-value a:b@c": "reset! k http://example.org/ --prev-value a:b@c",
		"get :secret":                                     "get :secret",
		"connect 127.0.0.1:2379":                          "connect 127.0.0.1:2379",
	} {
		if got := command.Table().Redact(text); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
}
