package program_test

import "testing"

// TestJQ: a value that is a JSON object or array is that to jq, and what jq makes
// is printed as jq prints it where the format has no form of its own for it.
func TestJQ(t *testing.T) {
	endpoint := server(t)
	run{in: `set cfg '{"port": 8080, "tags": ["a", "b"], "name": "x\ny"}'` + "\n" + `set list '[1, 2]'` + "\nset text plain\nset half '{\"a\": 1} x'\nset bell \"\a\"\n"}.etcd2sh(t, endpoint)
	for _, try := range []struct{ format, line, out string }{
		{"edn", "get cfg | jq .port", "8080\n"},
		{"edn", "get cfg | jq .name", "\"x\\ny\"\n"},
		{"edn", "get cfg | jq -r .name", "x\ny\n"},
		{"edn", "get list | jq '.[1]'", "2\n"},
		{"edn", "get text | jq .", "\"plain\"\n"},
		{"edn", "get half | jq .", "\"{\\\"a\\\": 1} x\"\n"},
		{"edn", "get cfg | :port", "nil\n"},
		{"edn", "get cfg | jq .tags | 1", "\"b\"\n"},
		{"edn", "def tags get cfg | jq .tags", ""},
		{"simple", "get cfg | jq .tags", "[\"a\",\"b\"]\n"},
		{"simple", "get cfg | jq '{port}'", "{\"port\":8080}\n"},
		{"simple", "get text | jq .", "\"plain\"\n"},
		{"simple", "get text | jq -r .", "plain\n"},
		{"simple", "get text | jq . --raw-output", "plain\n"},
		{"json", "get text | jq -r .", "plain\n"},
		{"json", "get cfg | jq -r .tags", "[\"a\",\"b\"]\n"},
		{"simple", "get bell | jq -r .", "\a\n"},
	} {
		run{}.etcd2sh(t, "-o", try.format, endpoint, "-c", try.line).want(t, result{out: try.out})
	}
	run{}.etcd2sh(t, "-o", "simple", endpoint, "-c", "get text | jq .", "-c", "expect plain echo $_").want(t, result{out: "\"plain\"\nplain\n"})
	run{}.etcd2sh(t, endpoint, "-c", "get text | jq -r").fails(t, 2, "jq wants one program")
	run{}.etcd2sh(t, endpoint, "get*", "cfg", "|", "jq", ".node.value.port").fails(t, 1, ":type :function") // part of a result is no result
	run{}.etcd2sh(t, endpoint, "get", "list", "|", "jq", "-r", ".[]|tostring", "|", "!", "cat").want(t, result{out: "1\n2"})
	run{}.etcd2sh(t, endpoint, "get", "nil", "|", ":text", "|", "!", "base64").want(t, result{out: "cGxhaW4=\n"})
	run{}.etcd2sh(t, endpoint, "get", "cfg", "|", "!", "cat").want(t, result{out: "{\"port\": 8080, \"tags\": [\"a\", \"b\"], \"name\": \"x\\ny\"}"})
}
