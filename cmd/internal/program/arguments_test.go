package program_test

import (
	"etcd2sh/client/sandbox/sandboxtest"
	"strings"
	"testing"
)

// TestCommandOfArguments: the system's shell has taken quotes off already, so
// that each argument is one word.
func TestCommandOfArguments(t *testing.T) {
	endpoint := sandboxtest.Own(t) // whose v3 store is empty, too
	for name, try := range map[string]struct {
		args []string
		out  string
	}{
		"a word":                 {[]string{"set", "k", "v"}, `"v"`},
		"a blank":                {[]string{"set", "k", "a  b"}, `"a  b"`},
		"a line":                 {[]string{"set", "k", "a\nb"}, `"a\nb"`},
		"nothing":                {[]string{"set", "k", ""}, `""`},
		"JSON":                   {[]string{"set", "k", `{"a":[1]}`}, `"{\"a\":[1]}"`},
		"quotes":                 {[]string{"set", "k", `it's "x"`}, `"it's \"x\""`},
		"a backslash":            {[]string{"set", "k", `C:\new`}, `"C:\\new"`},
		"a colour":               {[]string{"set", "k", "#fff"}, `"#fff"`},
		"a variable's name":      {[]string{"set", "k", "$x"}, `"$x"`},
		"a bar in a word":        {[]string{"set", "k", "a|b"}, `"a|b"`},
		"a keyword":              {[]string{"set", ":k", ":init"}, `":init"`},
		"a vector":               {[]string{"set", "[:k]", "v"}, `"v"`},
		"an option":              {[]string{"set", "k", "v", "--ttl", "100"}, `"v"`},
		"an option map":          {[]string{"set", "k", "v", "{:ttl", "100}"}, `"v"`},
		"signs":                  {[]string{"set", "k", "done;"}, `"done;"`},
		"a redirection":          {[]string{"set", "k", ">"}, `">"`},
		"an error's":             {[]string{"set", "k", "2>&1"}, `"2>&1"`},
		"an input":               {[]string{"set", "k", "<<"}, `"<<"`},
		"an ampersand":           {[]string{"set", "k", "&"}, `"&"`},
		"a background":           {[]string{"set", "x&", "x&"}, `"x&"`},
		"a joint":                {[]string{"set", "k", "&&"}, `"&&"`},
		"a smile":                {[]string{"set", "k", ";)"}, `";)"`},
		"signs in brackets":      {[]string{"set", "[a;b", "c>d", "e&]", "v"}, `"v"`},
		"signs in an option":     {[]string{"set", "k", "v", "--root-key=keys/a;b > c"}, `"v"`},
		"signs in a map":         {[]string{"set", "k", "v", "{:root-key", "keys/x;", ":ttl", "100}"}, `"v"`},
		"brackets that are text": {[]string{"set", "k", "--", "[1,2]"}, `"[1,2]"`},
		"behind the options":     {[]string{"set", "k", "--", "--ttl"}, `"--ttl"`},
	} {
		t.Run(name, func(t *testing.T) {
			run{}.etcd2sh(t, append([]string{endpoint}, append(try.args, "|", ":node", ":value")...)...).want(t, result{out: try.out + "\n"})
		})
	}
	for name, try := range map[string]struct {
		args []string
		out  string
	}{
		"a value":                 {[]string{"set", "[:in", ":k]", "[1,2]", "|", ":node", ":value"}, `"[1,2]"`},
		"a value behind a vector": {[]string{"set", "[:j]", "(a)", "|", ":node"}, `{:key "/j", :value "(a)"`},
		"a value and a map":       {[]string{"set", "m", "{a}", "{:ttl", "100}", "|", ":node"}, `:value "{a}", `},
		"both of a compare":       {[]string{"try", "cas!", "none", "{a}", "{b}", "catch", "[:status", "404]", ":none"}, `:none`},
		"a program of jq":         {[]string{"swap!", "q", "jq", "{a:[1]}", "->", "jq", "(.a[0])", "--default", "null"}, `"1"`},
		"a stage of jq":           {[]string{"pwd", "|", "jq", "[.]"}, `["/"]`},
		"a value of an option":    {[]string{"migrate", "--dry-run", "--map", "{key:.key,value:.value}"}, "{:created "},
		"a key of an option":      {[]string{"migrate", "--dry-run", "--hidden", "[:_a]"}, "no hidden key /_a"},
		"nothing":                 {[]string{"set", "e", "{}", "{}", "|", ":node", ":value"}, `"{}"`},
		"nothing, as an option":   {[]string{"swap!", "i", "inc", "--default", "1", "{}"}, "2"},
		"a key":                   {[]string{"get", "{a}"}, "an option map has pairs"},
		"an option map misspelt":  {[]string{"get", "k", "{recursive:true}"}, "an option map has pairs"},
	} {
		if got := (run{}.etcd2sh(t, append([]string{endpoint}, try.args...)...)); !strings.Contains(got.out+got.err, try.out) {
			t.Errorf("%s in brackets: got %+v, want %s", name, got, try.out)
		}
	}
	run{}.etcd2sh(t, "-o", "simple", endpoint, "mk", "new", "v").want(t, result{out: "v\n"})
	run{}.etcd2sh(t, "-o", "json", endpoint, "get*", "k", "|", "jq", ".node | .dir").want(t, result{out: "null\n"})
	run{in: "of a file"}.etcd2sh(t, endpoint, "set", "k", "--file", "-", "|", ":node", ":value").want(t, result{out: "\"of a file\"\n"})
	run{}.etcd2sh(t, "-o", "simple", endpoint, "set", "n", "1").want(t, result{out: "1\n"})
	run{}.etcd2sh(t, endpoint, "swap!", "n", "+", "1", "->", "inc").want(t, result{out: "3\n"})
	run{}.sandbox(t, "get", "nil").want(t, result{out: "nil\n"})
}

// TestOneCommandFails: the error of one command, which its words are, stands alone;
// that of one among others says which it was.
func TestOneCommandFails(t *testing.T) {
	endpoint := server(t)
	for format, want := range map[string]string{
		"edn":    `{:type :usage, :message "pwd takes no arguments; now is one too many", :command "pwd", :usage "pwd"}`,
		"json":   `{"type":"usage","message":"pwd takes no arguments; now is one too many","command":"pwd","usage":"pwd"}`,
		"simple": "Error: pwd takes no arguments; now is one too many; usage: pwd",
	} {
		run{}.etcd2sh(t, "-o", format, "pwd", "now").want(t, result{2, "", want + "\n"})
	}
	run{}.etcd2sh(t, endpoint, "get*", "missing").fails(t, 4, "{:status 404, ", "Key not found")
	run{}.etcd2sh(t, "-c", "def x pwd", endpoint, "get*", "missing").fails(t, 4, "; -c:1: get* missing\n", "Key not found")
	file := writeFile(t, "script.etcd2", "bogus\n")
	run{}.etcd2sh(t, "source", file).fails(t, 2, "; "+file+":1: bogus\n")
}

// TestOtherArguments: what is no URL, no command and no file is nothing.
func TestOtherArguments(t *testing.T) {
	t.Parallel()
	for arg, message := range map[string]string{
		"localhost":           "localhost is no URL, which has :// or ends in a port as localhost:2379, and no file; there is no command localhost; help lists them\"",
		"gte":                 "there is no command gte; did you mean get?\"",
		"http:/root:secret@h": "there is no command",
		"no":                  "there is no command no; ",
		"put":                 "there is no command put; type reset! K V\"",
		"inc":                 "it is a function of swap!: type swap! K inc\"",
	} {
		run{}.etcd2sh(t, arg, "k").fails(t, 2, message)
	}
	const command = "the first argument is not shown, because it may be a part of a password: it is no command, which help lists, and no URL; in a user or a password write "
	run{}.etcd2sh(t, "sript", "me@x").fails(t, 2, command)
	run{}.etcd2sh(t, "put", "k", "me@x").fails(t, 2, command)
	run{}.etcd2sh(t, "rest!", "k", "http://root:hunter2@127.0.0.1:1").fails(t, 2, command)
	for _, args := range [][]string{{"root:a", "b", "c@x"}, {"http://root:a", "b@x"}} {
		if got := (run{}.etcd2sh(t, args...)); got.status != 2 || strings.Contains(got.err, "no command") {
			t.Errorf("%q: got %+v, want an error of endpoints alone", args, got)
		}
	}
	run{}.etcd2sh(t, "127.0.0.1:1", "get", "k").fails(t, 3, ":unreachable")
	run{env: map[string]string{"ETCDCTL_ENDPOINTS": "http://127.0.0.1:1"}}.etcd2sh(t, "get", "k").fails(t, 3, ":unreachable")
}
