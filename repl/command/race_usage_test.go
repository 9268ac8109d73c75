package command_test

import (
	"errors"
	"strings"
	"testing"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestRaceMisuse: all that is wrong with a race is told before anything is sent.
func TestRaceMisuse(t *testing.T) {
	t.Parallel()
	s, wire := repltest.Wired(t)
	sourced := repltest.File(t, "get k\nget l\nwatch m\n")
	for line, part := range map[string]string{
		`race 2`:                                             "race wants SCRIPT",
		`race 0 'get k'`:                                     "from 1 to 26",
		`race 27 'get k'`:                                    "from 1 to 26",
		`race 1001 'get k' --free`:                           "from 1 to 1000",
		`race 2 'get k' 'get l'`:                             "2 clients run one SCRIPT",
		`race a 'get k' b`:                                   "each NAME is followed",
		`race a 'get k' a 'get l'`:                           "two clients are called a",
		`race a 'get k' 'b c' 'get l'`:                       "no name of a client",
		`race 2 ./no-such-file`:                              "commands stand in quotes",
		`race 2 'get k' --max 0`:                             "from 1 to 100000",
		`race 2 'get k' --free --max 7`:                      "contradict",
		`race 2 'get k' --order 'a c'`:                       "there is no client c",
		`race 2 'get'`:                                       "get wants a key: get K",
		`race 2 'get $n'`:                                    "no variable $n",
		`race 2 'nope k'`:                                    "no command nope",
		`race 2 'get k' --setup 'get'`:                       "get wants a key: get K",
		`race 2 'get k' --check 'get'`:                       "get wants a key: get K",
		`race 2 'watch k'`:                                   "watch waits for what others do",
		`race 2 'exec-watch k -- true'`:                      "exec-watch waits",
		`race 2 'await k = v'`:                               "await waits",
		`race 2 'lock k get l'`:                              "lock keeps its key alive",
		`race 2 'elect k a'`:                                 "elect keeps its key alive",
		`race 2 'lose late reset! k v'`:                      "lose late writes",
		`race 2 'dequeue k --wait'`:                          "--wait waits",
		`race 2 'get k --wait'`:                              "--wait waits",
		`race 2 'connect h:1'`:                               "connect would leave",
		`race 2 'race 2 "get k"'`:                            "race has orders of its own",
		`race 2 'edit k'`:                                    "edit wants a person",
		`race 2 'tour'`:                                      "tour wants a person",
		`race 2 'get k | ! cat'`:                             "! runs a program",
		`race 2 'swap! k ! cat'`:                             "! runs a program",
		`race 2 'repeat 2 --jobs 2 get k'`:                   "--jobs runs commands beside",
		`race 2 'watch k &'`:                                 "watch waits",
		`race 2 'try get k catch _ await k = v'`:             "await waits",
		`race 2 'def n time repeat 2 watch k'`:               "watch waits",
		`race 2 'get k' --setup 'at leader lock k get l'`:    "lock keeps",
		`race 2 'get k' --check 'expect 1 dequeue k --wait'`: "--wait waits",
		`race 2 'source ` + sourced + `'`:                    "watch waits",
		`race 2 "try source ` + sourced + ` catch _ get k"`:  "watch waits",
		`race 2 ` + sourced:                                  "watch waits",
	} {
		_, err := s.Eval(t.Context(), line)
		if err == nil || !strings.Contains(err.Error(), part) || !errors.As(err, new(*lang.UsageError)) || eval.Status(err) != lang.StatusUsage {
			t.Errorf("%s\n got %v\nwant a usage error with %q", line, err, part)
		}
	}
	if sent := wire.Sent(); len(sent) > 0 {
		t.Errorf("sent %q, want nothing", sent)
	}
}

// TestRaceOrderMisfit: an order that does not fit the requests says where.
func TestRaceOrderMisfit(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Misuse(`race 2 'get k' --order 'a a'`, "does not fit at step 2: a has ended, and b wants the next step")
	s.Misuse(`race 2 'get k' --order 'b'`, "ends after 1 step, but a wants another step")
	s.Misuse(`race 2 'get k' --order 'b a b'`, "does not fit at step 3, b: all clients have ended")
}
