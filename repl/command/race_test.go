package command_test

import (
	"regexp"
	"strings"
	"testing"

	"etcd2sh/repl/repltest"
)

// The scripts of clients that count up, without a compare and with one.
const (
	naive = `'def n get k | jq "tonumber + 1"
reset! k $n'`
	quorum = `'def n get k -q | jq "tonumber + 1"
reset! k $n'`
	once = `'def old get k
def new echo $old | jq "tonumber + 1"
cas! k $old $new'`
	count = ` --setup 'reset! k 0' --check 'get k'`
)

// TestRaceOrders plays each order of two clients, twice with the same result.
func TestRaceOrders(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	for _, test := range []struct{ name, line, want string }{
		{"a lost update", `race 2 ` + naive + count,
			`{:orders 6, :complete true, :requests 24, :outcomes [{:check "1", :count 4, :notes {:lost-update 4}, :order "a b a b"} {:check "2", :count 2, :notes {}, :order "a a b b"}]}`},
		{"with quorum reads", `race 2 ` + quorum + count,
			`{:orders 6, :complete true, :requests 24, :outcomes [{:check "1", :count 4, :notes {:lost-update 4}, :order "a b a b"} {:check "2", :count 2, :notes {}, :order "a a b b"}]}`},
		{"a compare", `race 2 ` + once + count,
			`{:orders 6, :complete true, :requests 24, :outcomes [{:check "1", :count 4, :notes {:refused 4}, :order "a b a b"} {:check "2", :count 2, :notes {}, :order "a a b b"}]}`},
		{"a swap", `race 2 'swap! k inc'` + count,
			`{:orders 6, :complete true, :requests 32, :outcomes [{:check "2", :count 6, :notes {:refused 4}, :order "a a b b"}]}`},
		{"three clients", `race 3 ` + naive + count + ` --max 90`,
			`{:orders 90, :complete true, :requests 540, :outcomes [{:check "1", :count 48, :notes {:lost-update 48}, :order "a b a c c b"} {:check "2", :count 36, :notes {:lost-update 36}, :order "a a b c b c"} {:check "3", :count 6, :notes {}, :order "a a b b c c"}]}`},
		{"an old value again, compared by value", `race alice 'def v get k
cas! k $v C' bob 'reset! k B
reset! k A' --setup 'reset! k A' --check 'get k' | :outcomes`,
			`[{:check "A", :count 4, :notes {:refused 2}, :order "alice alice bob bob"} {:check "C", :count 2, :notes {:aba 1}, :order "alice bob bob alice"}]`},
		{"the same, compared by index", `race alice 'def v get* k | :node :modifiedIndex
cas-index! k $v C' bob 'reset! k B
reset! k A' --setup 'reset! k A' --check 'get k' | :outcomes`,
			`[{:check "A", :count 5, :notes {:refused 3}, :order "alice alice bob bob"} {:check "C", :count 1, :notes {}, :order "bob bob alice alice"}]`},
		{"a queue", `race 2 'dequeue jobs' --setup 'try delete! jobs -r catch _ nil
create! jobs one
create! jobs two' --check 'get jobs'`,
			`{:orders 6, :complete true, :requests 28, :outcomes [{:check nil, :count 6, :notes {}, :order "a a b b"}]}`},
	} {
		for range 2 {
			if got := s.Run(test.line); got != test.want {
				t.Errorf("%s\n got %s\nwant %s", test.name, got, test.want)
			}
		}
	}
}

// TestRaceOneOrder plays an order alone, with its steps and results.
func TestRaceOneOrder(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	got := regexp.MustCompile(`:(member|index|modifiedIndex|createdIndex) [^,}]+`).ReplaceAllString(s.Run(`race 2 `+once+count+` --order 'a b a b'`), `:$1 _`)
	want := `{:orders 1, :complete false, :requests 4, :outcomes [{:check "1", :count 1, :notes {:refused 1}, :order "a b a b"}], :steps [` +
		`{:lane "a", :member _, :request "GET /k", :status 200, :index _, :note nil} ` +
		`{:lane "b", :member _, :request "GET /k", :status 200, :index _, :note nil} ` +
		`{:lane "a", :member _, :request "PUT /k value=1 prevValue=0", :status 200, :index _, :note nil} ` +
		`{:lane "b", :member _, :request "PUT /k value=1 prevValue=0", :status 412, :index _, :note :refused}], ` +
		`:lanes {:a [`
	if !strings.HasPrefix(got, want) || !strings.HasSuffix(got, ` :b [false]}}`) {
		t.Errorf("\n got %s\nwant %s…", got, want)
	}
}
