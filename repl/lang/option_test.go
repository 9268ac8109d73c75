package lang_test

import (
	"slices"
	"testing"

	"etcd2sh/repl/repltest"
)

// TestOptions types one command in many ways; each is one request.
func TestOptions(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"GET /k?recursive=true": {
			`get k --recursive`, `get --recursive k`, `get -r k`, `get k -r`, `get k --recursive=true`,
			`get k {:recursive true}`, `get k {:recursive? true}`, `get :k {:recursive? true,}`, `get k {:recursive? true, :sorted? false}`,
			`get k --recursive --sorted=false`, `get --recursive -- k`, `get* k --recursive`, `meta get k --recursive`,
			`get k --timeout 5s --recursive`, `get k {:timeout 1000 :recursive true}`, `get k --recursive --root-key keys`,
		},
		"GET /k": {
			`get k`, `get -- k`, `get k --`, `get k {}`, `get k {:recursive? false}`, `get k --recursive=false`, `get k {:recursive nil}`,
			"get k # --recursive", "get\tk\r", `  get   k  `, `"get" k`,
		},
		"GET /k?quorum=true":                {`get k --quorum`, `get k -q`, `get k --consistent`, `get k {:consistent? true}`, `get k {:quorum true :consistent true}`},
		"GET /-5":                           {`get -5`, `get -- -5`, `get "-5"`},
		"GET /--ttl":                        {`get -- --ttl`, `get "--ttl"`, `get --"ttl"`, `get \--ttl`},
		"GET /-r=true":                      {`get "-r=true"`, `get -- -r=true`},
		"GET /-":                            {`get -`},
		"GET /-1.5":                         {`get -1.5`},
		"GET /k?recursive=true&sorted=true": {`get k -r --sorted`, `get -r=true k --sorted`},
		"GET /k?quorum=true&recursive=true": {`get -rq k`, `get k -qr`, `get -rq=true k`},
		"PUT /k prevIndex=7&value=v": {
			`reset! k v --prev-index 7`, `reset! --prev-index 7 k v`, `reset! k --prev-index 7 v`, `reset! k v --prev-index=7`,
			`reset! k v --prev-index "7"`, `reset! k v --prev-index="7"`, `reset! k v {:prev-index 7}`, `reset! k v {:prevIndex 7}`,
			`reset! k v {:prevIndex? 7}`, `cas-index! k 7 v`, `cas-index! :k 7 v`, `cas-index! -- k 7 v`, `cas-index! k 07 v`,
		},
		"PUT /k prevExist=false&ttl=10&value=v": {
			`reset! k v --ttl 10 --prev-exist=false`, `reset! k v --ttl 10 {:prev-exist? false}`, `reset! k v {:prevExist false, :ttl 10}`,
			`reset! --prev-exist=false --ttl=10 -- k v`,
		},
		"PUT /k prevExist=true&value=v":             {`update! k v`, `reset! k v --prev-exist`, `reset! --prev-exist k v`, `update! k v --prev-exist`},
		"PUT /k prevValue=old&value=v":              {`cas! k old v`, `reset! k v --prev-value old`, `reset! k v {:prevValue "old"}`, `cas! k "old" 'v'`},
		"PUT /k value=-5":                           {`reset! k -5`, `reset! k "-5"`, `reset! k -- -5`},
		"PUT /k value=-x":                           {`reset! k "-x"`, `reset! k -- -x`, `reset! k \-x`},
		"PUT /k value=%3Ainit":                      {`reset! k :init`},
		"PUT /k value=%7C":                          {`reset! k "|"`, `reset! k \|`, `reset! k '|' | :node`},
		"PUT /k value=--ttl":                        {`reset! k "--ttl"`, `reset! k -- --ttl`},
		"PUT /k value=%7B%3Attl+5%7D":               {`reset! k '{:ttl 5}'`, `reset! k "{:ttl 5}"`},
		"PUT /k value=a%5Bb":                        {`reset! k a[b`},
		"PUT /k value=nil":                          {`reset! k nil`},
		"PUT /k value=":                             {`reset! k ""`, `reset! k ''`},
		"PUT /k value=x%23y":                        {`reset! k x#y`, `reset! k x#y #z`},
		"PUT /k dir=true&prevExist=false&ttl=10":    {`mkdir! k --ttl 10`, `mkdir! k {:ttl 10}`},
		"PUT /k prevExist=true&refresh=true&ttl=10": {`touch! k --ttl 10`, `touch! --ttl 10 k`, `touch! k {:ttl 10}`},
		"POST /k ttl=10&value=v":                    {`create! k v --ttl 10`, `create!* k v {:ttl 10}`},
		"DELETE /k?prevIndex=7":                     {`delete! k --prev-index 7`, `delete! k {:prevIndex 7}`},
		"DELETE /k?dir=true&recursive=true":         {`delete! k -r --dir`, `delete! k {:recursive true :dir? true}`},
	}
	for want, lines := range tests {
		for _, line := range lines {
			t.Run(line, func(t *testing.T) {
				t.Parallel()
				s, w := repltest.Wired(t)
				if _, err := s.Eval(t.Context(), line); err != nil {
					t.Fatalf("got %v, want %s", err, want)
				}
				if !slices.Equal(w.Sent(), []string{want}) {
					t.Errorf("sent %q, want %q", w.Sent(), want)
				}
			})
		}
	}
}
