package command_test

import (
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl/repltest"
)

// TestStoreWentBack: whatever waits notices that the store lost its data, and
// waits in the one that took its place.
func TestStoreWentBack(t *testing.T) {
	repltest.Parallel(t)
	needsPrograms(t)
	cluster, lose := sandboxtest.Losing(t)
	endpoint := cluster.Endpoints()[0]
	other, _ := repltest.Watching(t, endpoint)
	repltest.Run(t, other, "repeat 100 reset! w gone", "reset! c 1", `create! e "anna 0123456789abcdef"`, "create! l somebody")
	waits := []struct {
		line   string
		before string   // what is told before the store is lost, if anything is
		lost   []string // what is told then
		then   string   // what is done next
		want   string   // and told of that
	}{
		{"watch w | :type", "", []string{":history-lost", "nil"}, "", "nil"}, // an event has no :type
		{"watch w | :seen", "", []string{"106", "nil"}, "reset! w go", "nil"},
		{"await w = go | :node :value", "", nil, "", `"go"`},
		{"await c changed", "", []string{"nil"}, "", ""},
		{"exec-watch x -- sh -c 'echo =$ETCD_WATCH_ACTION=$ETCD_WATCH_VALUE='", "", []string{"{:type :history-lost, :asked 107, :oldest nil, :index 3, :seen 106}", "==="}, "reset! x 1", "=set=1="},
		{"dequeue q --wait | :value", "", nil, "create! q item", `"item"`},
		{"elect e --observe | :name", `"anna"`, []string{"nil"}, `create! e "bert 0123456789abcdef"`, `"bert"`},
		{"lock l get w", "", []string{"error lock-lost"}, "", ""},
		{"lock m sleep 3600", "", []string{"error lock-lost"}, "", ""},
	}
	var all []<-chan repltest.Part
	for _, w := range waits {
		s, begun := repltest.Watching(t, endpoint)
		all = append(all, repltest.Evaluate(t.Context(), s, w.line))
		repltest.Soon(t, begun)
		if w.before != "" {
			wantPart(t, w.line, all[len(all)-1], w.before)
		}
	}
	lose()
	other = repltest.Open(t, endpoint) // to whom the store is new
	for i, w := range waits {
		for _, want := range w.lost {
			wantPart(t, w.line, all[i], want)
		}
	}
	for _, w := range waits {
		if w.then != "" {
			repltest.Run(t, other, w.then)
		}
	}
	for i, w := range waits {
		if w.want != "" {
			wantPart(t, w.line, all[i], w.want)
		}
	}
}

// wantPart wants a part of a result.
func wantPart(t *testing.T, line string, parts <-chan repltest.Part, want string) {
	t.Helper()
	p, _ := repltest.Soon(t, parts)
	if got := strings.TrimSpace(p.Text(t)); got != want {
		t.Errorf("%s: got %s %v, want %s", line, got, p.Err, want)
	}
}
