package command_test

import (
	"strings"
	"testing"

	"etcd2sh/repl/command"
	"etcd2sh/repl/lang/scan"
	"etcd2sh/repl/repltest"
)

// TestSpellings: what help says to be the same in etcdctl is understood here.
func TestSpellings(t *testing.T) {
	t.Parallel()
	s, _ := repltest.Wired(t)
	checked := 0
	for _, spelling := range command.Spellings() {
		if !strings.HasPrefix(spelling.Here, "the same") || strings.HasPrefix(spelling.There, "-") {
			continue
		}
		checked++
		line := strings.NewReplacer(" N", " 7", "PROGRAM", "cat").Replace(spelling.There)
		if _, err := s.Parse(scan.Scan(line)); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
	if checked < 30 {
		t.Errorf("got %d commands, want them all", checked)
	}
}

// TestEtcdctlSpellings sends what etcdctl sends.
func TestEtcdctlSpellings(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"set k v --swap-with-value w":  "PUT /k prevValue=w&value=v",
		"set k v {:swap-with-index 7}": "PUT /k prevIndex=7&value=v",
		"rm k --with-value w":          "DELETE /k?prevValue=w",
		"rm k --with-index 7":          "DELETE /k?prevIndex=7",
		"rmdir k":                      "DELETE /k?dir=true",
		"setdir k --ttl 5":             "PUT /k dir=true&ttl=5",
		"mk k v --in-order":            "POST /k value=v",
		"get k --sort":                 "GET /k?sorted=true",
		"get k -s":                     "GET /k?sorted=true",
		"ls dir --sort -p":             "GET /dir?sorted=true",
		"updatedir dir --ttl 5 ":       "GET /dir?quorum=true",
	} {
		s, w := repltest.Wired(t)
		v, err := s.Eval(t.Context(), line)
		if err == nil {
			_ = repltest.EDN(t, v)
		}
		if sent := w.Sent(); len(sent) == 0 || sent[0] != want {
			t.Errorf("%s: sent %q, %v, want %q", line, sent, err, want)
		}
	}
	s, _ := repltest.Wired(t)
	for line, part := range map[string]string{
		"watch k --after-index 6 --from 7":           "one will do",
		"watch k --forever --count 1":                "opposites",
		"watch k --after-index 18446744073709551615": "no index comes after",
		"set k v --prev-value a --swap-with-value b": "--prev-value is given twice",
		"mk k v --in-order --ttl x":                  "--ttl",
	} {
		fails(t, s, line, part, 2)
	}
}

// TestUpdatedirOfFile: etcd would erase the value.
func TestUpdatedirOfFile(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run("set k v")
	fails(t, s.Session, "updatedir k --ttl 5", `:errorCode 104, :message "Not a directory", :cause "/k"`, 1)
	s.Want("get k", `"v"`)
	fails(t, s.Session, "updatedir none --ttl 5", `:errorCode 100`, 4)
	s.Run("set f v", "setdir f", "rmdir f", "mkdir d", "set d/x 1")
	fails(t, s.Session, "rmdir d", `:errorCode 108`, 1)
}

// TestAfterIndex: a watch begins behind the index that is given.
func TestAfterIndex(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run("def seen set k v | :node :modifiedIndex", "set k w")
	s.Want("watch k --after-index $seen --count 1 | :node :value", `"w"`)
	s.Want("exec-watch k --after-index $seen --count 1 -- sh -c 'echo $ETCD_WATCH_VALUE'", "w")
}
