package lang_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"etcd2sh/repl/command"
	"etcd2sh/repl/lang"
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
		"time conect root:pw@h":                           "time conect …@h",
		"try conect root:pw@h catch _ 1":                  "try conect …@h catch _ 1",
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
		"user add root:pw":                                "user add root:…",
		`user add "root:p w" more`:                        `user add "root:…`,
		"user passwd root p w":                            "user passwd root …",
		"user ad root:pw":                                 "user ad root:…",
		"usr add root:pw":                                 "usr add root:…",
		"user root:pw":                                    "user root:…",
		"time user add root:pw | :roles":                  "time user add root:…",
		"etcdctl user add root:pw":                        "etcdctl user add root:…",
		"user add root --password-file a:b":               "user add root --password-file a:b",
		"try user add root catch [:type :exists] 1":       "try user add root catch [:type :exists] 1",
		"user get root | :roles":                          "user get root | :roles",
		"user grant root a:b":                             "user grant root a:b",
		"reset! user name:bob":                            "reset! user name:bob",
		"get :secret":                                     "get :secret",
		"connect 127.0.0.1:2379":                          "connect 127.0.0.1:2379",
		"trace user addd e:SECRET":                        "trace user addd e:…",
		"def y user addd z:SECRET":                        "def y user addd z:…",
		"time user lst joe:SECRET":                        "time user lst joe:…",
		"time usr addd joe:SECRET":                        "time usr addd joe:…",
		"repeat 2 --jobs 2 time user addd joe:SECRET":     "repeat 2 --jobs 2 time user addd joe:…",
		"lock l --ttl 9 user addd joe:SECRET":             "lock l --ttl 9 user addd joe:…",
		"try user addd x:SECRET catch _ :no":              "try user addd x:…",
		"try get k catch _ user addd x:SECRET":            "try get k catch _ user addd x:…",
		"try user catch [:type :usage] :no":               "try user catch [:type :usage] :no",
		"time reset! user name:bob":                       "time reset! user name:bob",
		"lock user get a:b":                               "lock user get a:b",
		"connect h:1 -u bob:SECRET":                       "connect h:1 -u bob:…",
		"connect h:1 -ubob:SECRET":                        "connect h:1 -ubob:…",
		"connect h:1 --username bob:SECRET":               "connect h:1 --username bob:…",
		"connect h:1 --usernme=bob:SECRET":                "connect h:1 --usernme=bob:…",
		"time connect h:1 {:usr \"bob:hunter2\"}":         "time connect h:1 …",
		"migrate --to-uesr q:SECRET":                      "migrate --to-uesr q:…",
		"migrate --into a:b":                              "migrate --into a:b",
	} {
		if got := command.Table().Redact(text).String(); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
}

// TestHasPassword: what holds a user's password never reaches a history.
func TestHasPassword(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"user add root:pw": true, "usr add root:pw": true, "time user passwd root:pw": true, "user add root pw": true,
		"user add root": false, "user passwd root": false, "get user a:b": false, "connect http://root:pw@h": false, "": false,
	} {
		if got := command.Table().HasPassword(text); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

// TestRedactedError: of an error that quotes a password another one is told; it is
// the same error still, and as it was.
func TestRedactedError(t *testing.T) {
	t.Parallel()
	usage := &lang.UsageError{Command: "reset!", Message: "there is no hunter2", Offset: 7, Located: true}
	err := fmt.Errorf("it failed: %w", usage)
	got := command.Table().Redact("reset! k hunter2 --secret").Err(err)
	var told *lang.UsageError
	if !errors.As(got, &told) || strings.Contains(got.Error()+told.Message, "hunter2") || told.Command != "reset!" || told.Offset != 7 {
		t.Errorf("got %v, %+v, want a usage error at the same place without the password", got, told)
	}
	if !errors.Is(got, err) || usage.Message != "there is no hunter2" {
		t.Errorf("got %v of %v, want that error within, unchanged", got, usage)
	}
	quoted := fmt.Errorf("it failed: %w", &lang.UsageError{Message: "quote 'éhunter2'"})
	if got := command.Table().Redact(`reset! k é\hunter2 --secret`).Err(quoted); strings.Contains(got.Error(), "hunter2") {
		t.Errorf("got %v, want it without the password, which a backslash breaks in the line", got)
	}
	option := &lang.UsageError{Message: "edit has no option --secret"}
	if got := command.Table().Redact("edit k --secret").Err(option); got != option {
		t.Errorf("got %v for an error that names the option, want %v", got, option)
	}
	if got := command.Table().Redact("reset! k other --secret").Err(err); got != err {
		t.Errorf("got %v for an error that quotes nothing, want %v", got, err)
	}
}

// TestShortenHidesPasswords: a message quotes no password, whatever command it is of.
func TestShortenHidesPasswords(t *testing.T) {
	t.Parallel()
	if got, want := lang.Shorten("htp://root:hunter2@h"), "htp:…@h"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
