package assist_test

import (
	"slices"
	"strings"
	"testing"

	"etcd2sh/repl/repltest"
)

func TestCompleteNames(t *testing.T) {
	t.Parallel()
	s := repltest.Offline(t)
	repltest.Run(t, s, "def found echo text")
	tests := []struct{ name, line, want string }{
		{"command", "rese", "reset!"},
		{"after blanks", "  cas", "cas! cas-index!"},
		{"alias", "qui", "quit"},
		{"nested", "meta repeat 3 touc", "touch!"},
		{"in a try", "try get", "get get*"},
		{"in a handler", "try pwd catch _ del", "delete! delete-all!"},
		{"catch", "try get k ca", "catch"},
		{"no catch", "get k ca", ""},
		{"quoted command", `"rese`, ""},
		{"help", "help touc", "touch!"},
		{"topic", "help keyb", "keyboard"},
		{"doc of a function", "doc upper", "upper-case"},
		{"option", "get k --w", "--wait --wait-index"},
		{"option before the key", "get --rec", "--recursive"},
		{"option once", "get k --wait --w", "--wait-index"},
		{"option again at the cursor", "get k --wait", "--wait --wait-index"},
		{"short option", "get k -r", "-r"},
		{"options after all arguments", "mkdir! k ", "--root-key --timeout --ttl"},
		{"file or value", "update! k --f", "--file"},
		{"not file and value", "update! k v --f", ""},
		{"after --", "get -- --w", ""},
		{"quoted option", `get k "--w`, ""},
		{"option map", "get k {:w", ":wait? :wait-index"},
		{"option map, second pair", "get k {:wait? true, :wa", ":wait-index"},
		{"flag in a map", "get k {:wait? t", "true"},
		{"number in a map", "get k {:wait-index t", ""},
		{"function", "swap! k upp", "upper-case"},
		{"function after ->", "swap! k trim -> lo", "lower-case"},
		{"functions of comp", "swap! k comp tri", "trim"},
		{"-> once the function is whole", "swap! k str a -", "--default --root-key --secret --swap-retry-delay --timeout --ttl ->"},
		{"no -> before", "swap! k str ->", ""},
		{"arguments of a program", "swap! k ! tr --t", ""},
		{"setting", "config edit", "edit-mode"},
		{"setting's value", "config output ", "edn json simple"},
		{"setting with many values", "config timeout ", "2s"},
		{"value with blanks", "config prompt ", `"{server} {dir} @{index}{mark}> "`},
		{"value in quotes", "config output 'js", "'json'"},
		{"what await waits for", "await k ", "exists missing changed ="},
		{"a value to wait for", "await k = ", ""},
		{"where a command runs", "at ", "leader follower each"},
		{"the command that runs there", "at leader get", "get get*"},
		{"what sandbox does", "sandbox ", "stop start cut heal"},
		{"what tour takes", "tour ", "stop"},
		{"what history does", "history ", "all export run"},
		{"entries where there is no history", "history run ", ""},
		{"no jobs", "kill ", ""},
		{"options of two dashes", "kill -", ""},
		{"all options", "mkdir! --", "--root-key --timeout --ttl"},
		{"a flag's value", "get k --wait=", "true false"},
		{"all options, one dash", "mkdir! k -", "--root-key --timeout --ttl"},
		{"two dashes that end options", "mkdir! -- --", ""},
		{"two dashes to a program", "swap! k ! tr --", ""},
		{"options of a nested command", "def x mkdir! --", "--root-key --timeout --ttl"},
		{"comment", "get k #ge", ""},
		{"value", "reset! k re", ""},
		{"whole vector", "get [:a]", ""},
		{"variable", "reset! k $fo", "$found"},
		{"variable as a key", "get $", "$_ $found"},
		{"command under a lock", "lock k --ttl 5 swa", "swap!"},
		{"command of def", "def x get", "get get*"},
		{"argument of a program", "get k | ! so", ""},
		{"after a bar", "get k | ", "jq !"},
		{"after a bar, begun", "get k | j", "jq"},
		{"an answer", "get* k | ", ":action :node :prevNode jq !"},
		{"an answer, begun", "reset! k v | :pr", ":prevNode"},
		{"a node", "get* k | :node :m", ":modifiedIndex"},
		{"nodes", "get* k | :node :nodes ", "0"},
		{"a node of several", "get* k | :node :nodes 3 :k", ":key"},
		{"below a value", "get* k | :node :value ", ""},
		{"a second bar", "get* k | :node | :c", ":createdIndex"},
		{"after jq", "get* k | jq . | ", "jq !"},
		{"after a program", "get* k | ! cat | ", "!"},
		{"no answer's path", "meta get* k | ", "jq !"},
		{"a nested answer", "try get* k | ", ":action :node :prevNode jq !"},
		{"a program of jq", "get k | jq ", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(completed(t, s, tt.line), " "); got != tt.want {
				t.Errorf("%s\n got %q\nwant %q", tt.line, got, tt.want)
			}
		})
	}
	for _, line := range []string{"help ", "doc "} {
		all := completed(t, s, line)
		topic := slices.Index(all, "keys")
		if first := slices.Index(all, "!"); first < topic || topic < slices.Index(all, "watch") || topic < slices.Index(all, "?") || slices.Index(all, "append") < first {
			t.Errorf("%s: got %q, want commands first, then topics, then functions", line, all)
		}
	}
	all := strings.Join(completed(t, s, ""), " ")
	if !strings.HasPrefix(all, "get ") || !strings.HasSuffix(all, " set update mkdir rm cluster-health ? quit :q") {
		t.Errorf("an empty line: got %q, want the commands as help lists them, then their other names", all)
	}
	restricted := repltest.Offline(t)
	repltest.ForbidPrograms(restricted)
	if got := strings.Join(completed(t, restricted, "get k | "), " "); got != "jq" {
		t.Errorf("without programs: got %q after a bar, want jq", got)
	}
	c := assistant(s).Complete(t.Context(), "cas k", 2)
	if c.From != 0 || c.Common != "cas" || c.Total != 2 || c.Candidates[0].Description == "" || !c.Candidates[0].Closed {
		t.Errorf("within a line: got %+v", c)
	}
}
