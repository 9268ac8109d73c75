package command_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"etcd2sh/render"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestRaceWithin: the result is data for the commands and the paths around it.
func TestRaceWithin(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	line := `race 2 ` + naive + count
	s.Want(line+` | :outcomes 0 :check`, `"1"`)
	s.Want(line+` | jq '[.outcomes[].count]'`, `[4 2]`)
	s.Run(`def x ` + line)
	if kept := s.Run(`echo $x`); !strings.HasPrefix(kept, `{:orders 6, :complete true, :requests 24, `) {
		t.Errorf("got %s", kept)
	}
	s.Want(`expect {:orders 2, :complete true, :requests 4, :outcomes [{:check nil, :count 2, :notes {}, :order "a b"}]} race 2 'get none'`, `{:orders 2, :complete true, :requests 4, :outcomes [{:check nil, :count 2, :notes {}, :order "a b"}]}`)
	s.Want(`time `+line+` | :complete`, `true`)
	s.Want(`try race 2 'get k' --order 'a' catch [:type :usage] :misfit`, `:misfit`)
	s.Want(`repeat 2 `+line+` | 1 :orders`, `6`)
}

// TestRaceSession: a client begins with what the shell has, and shares nothing with the
// others; setup and check share what they define.
func TestRaceSession(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run(`mkdir! racing`, `cd racing`, `reset! seen 7`, `def mine get seen`)
	s.Want(`race 2 'reset! out $mine
def mine get none' --check 'get out' | :outcomes`, `[{:check "7", :count 6, :notes {}, :order "a a b b"}]`)
	s.Want(`get /racing/out`, `"7"`)
	s.Want(`echo $mine`, `7`)
	s.Want(`race 1 'get k' --setup 'def n get seen' --check 'echo $n' | :outcomes 0 :check`, `"7"`)
	s.Session.SetArgs([]string{"argued"})
	s.Run(`get seen`)
	s.Want(`race 1 'reset! $1 $_' --check 'get argued' | :outcomes 0 :check`, `"7"`)
	file := repltest.File(t, "get seen\n\n# a comment\nget seen\n")
	s.Want(`race one `+file+` two 'cd nil
pwd' --order 'one two one' | :lanes`, `{:one ["7" "7"], :two ["/"]}`)
}

// TestRaceErrors: the error of a client is its result, and that of a check what it
// found; that of a setup ends the race.
func TestRaceErrors(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	got := regexp.MustCompile(`:index \d+`).ReplaceAllString(s.Run(`race a 'get* none
get k' b 'get k' --order 'b a' --check 'get* none'`), ":index _")
	missing := `{:status 404, :errorCode 100, :message "Key not found", :cause "/none", :index _}`
	for _, part := range []string{`:check ` + missing, `:lanes {:a [` + missing + `], :b [nil]}}`} {
		if !strings.Contains(got, part) {
			t.Errorf("got %s, want %s in it", got, part)
		}
	}
	err := s.Refuses(`race 2 'get k' --setup 'get* none'`, "Key not found")
	if at := (*eval.SourceError)(nil); !errors.As(err, &at) || at.Name != "--setup" || eval.Status(err) != lang.StatusNotFound {
		t.Errorf("got %#v", err)
	}
}

// TestRaceSample: of too many orders some are played, the same ones each time.
func TestRaceSample(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	line := `race 3 'swap! k inc'` + count + ` --max 40`
	got := s.Run(line)
	if !strings.HasPrefix(got, `{:orders 40, :complete false, `) || !strings.Contains(got, `[{:check "3", :count 40, `) {
		t.Errorf("got %s", got)
	}
	s.Want(line, got)
	s.Want(`race 2 'get k' --max 2 | :complete`, `true`)
	s.Want(`race 2 'get k' --max 1 | :complete`, `false`)
}

// TestRaceFree: clients at once lose most counts without a compare, all but one are
// told with it, and a swap goes on until it counts.
func TestRaceFree(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	if n := s.Run(`race 30 ` + naive + count + ` --free | jq '.outcomes[0].check | tonumber < 30'`); n != "true" {
		t.Error("nothing was lost")
	}
	s.Want(`race 30 'swap! k inc'`+count+` --free | :outcomes 0 :check`, `"30"`)
	s.Want(`race 30 'mk k 1' --setup 'try delete! k catch _ nil' --free | jq '[.lanes[][]] | map(select(.errorCode == 105)) | length'`, `29`)
	s.Want(`race 30 'get k' --free | jq '.lanes | keys | length, .[29]'`, "30\n\"z\"")
}

// TestRaceDiverged: requests that depend on more than their order.
func TestRaceDiverged(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	err := s.Refuses(`race 2 'try get* flag catch _ get l' --check 'reset! flag 1'`, "depend on more than their order")
	if !errors.As(err, new(*command.RaceDivergedError)) || eval.Status(err) != lang.StatusRefused {
		t.Errorf("got %#v", err)
	}
	if kind, _ := render.Lookup(eval.ErrorData(err), render.Keyword("type")); kind != render.Keyword("race-diverged") {
		t.Errorf("got the type %v", kind)
	}
}

// TestRaceSteps: log, sandbox and sleep are a step each, whatever they send.
func TestRaceSteps(t *testing.T) {
	repltest.Parallel(t)
	s, _, _ := repltest.Cluster(t)
	s.Want(`race a 'sandbox cut follower
sandbox heal' b 'sleep 0.001
reset! k 1' --order 'a b b a' | jq '.steps[].request'`, `"sandbox cut follower"
"sleep 0.001"
"PUT /k value=1"
"sandbox heal"`)
	s.Want(`race a 'reset! k 2' b 'log' --order 'a b' | jq '.steps[].request'`, `"PUT /k value=2"
"log"`)
	if member := s.Run(`race 1 'get k' --order a | :steps 0 :member`); !regexp.MustCompile(`^"m[012]"$`).MatchString(member) {
		t.Errorf("got the member %s, want its name", member)
	}
}

// TestRaceStale: a member that is cut off answers what is older than was acknowledged.
func TestRaceStale(t *testing.T) {
	repltest.Parallel(t)
	s, _, leader := repltest.Cluster(t)
	follower := "m" + string(rune('0'+(leader+1)%3))
	s.Run(`reset! k old`, `at `+follower+` await k = old`)
	s.Want(`race writer 'at leader reset! k new' reader 'at `+follower+` get k' --setup 'sandbox cut `+follower+`' --check 'sandbox heal
echo healed' | jq '.orders, .outcomes[0].notes'`, `2
{"stale" 1}`)
}

// TestRaceSecret: what must not be shown is in no step.
func TestRaceSecret(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	got := s.Run(`race 2 'cas! k hidden hidden --secret' --order 'a b' --setup 'reset! k hidden' | :steps`)
	if strings.Contains(got, "hidden") || !strings.Contains(got, "value=(secret)") {
		t.Errorf("got %s", got)
	}
}
