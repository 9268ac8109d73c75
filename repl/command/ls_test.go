package command_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"etcd2sh/render"
	"etcd2sh/repl/repltest"
)

func TestList(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run(`reset! cats/tabby/3 x`, `reset! cats/mittens ""`, `reset! cats/_hidden x`, `mkdir! empty`, "reset! 'a\nb' x")
	tests := map[string]string{
		`ls`:              `["a\nb" "cats/" "empty/"]`,
		`ls -p`:           `["a\nb" "cats/" "empty/"]`,
		`ls -q nil`:       `["a\nb" "cats/" "empty/"]`,
		`ls cats`:         `["mittens" "tabby/"]`,
		`ls cats --slash`: `["mittens" "tabby/"]`,
		`ls cats -r`:      `["mittens" "tabby/" "tabby/3"]`,
		`ls empty`:        `[]`,
		`ls -l empty`:     `[]`,
		`ls cats/mittens`: `["mittens"]`,
		`ls -l | 1 :kind`: `"directory"`,
		`ls -l | 1 :size`: `nil`,
		`ls cats/_hidden`: `["_hidden"]`,
	}
	for line, want := range tests {
		s.Want(line, want)
	}
	s.Refuses(`ls nonexistent`, "100: Key not found")
}

func TestLongList(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run(`reset! cats/mittens "物理"`, `update! cats/mittens "物理学"`, `reset! cats/mouse x --ttl 100000`, `mkdir! cats/tabby`)
	created := s.Run(`get* cats/mittens | :node :createdIndex`)
	modified := s.Run(`get* cats/mittens | :node :modifiedIndex`)
	s.Want(`ls cats -l | 0`, `{:name "mittens", :kind "file", :size 9, :ttl nil, :created-index `+created+`, :modified-index `+modified+`}`)
	s.Want(`ls cats/mittens --long | 0 :name`, `"mittens"`)
	s.Want(`ls -l -r | 1 :name`, `"cats/mittens"`)
	s.Want(`ls cats -l | 2 :name`, `"tabby/"`)
	if ttl, err := strconv.Atoi(s.Run(`ls cats -l | 1 :ttl`)); err != nil || ttl <= 0 || ttl > 100000 {
		t.Errorf("got the ttl %d, %v, want about 100000", ttl, err)
	}

	v, err := s.Eval(t.Context(), `ls cats -l`)
	if err != nil {
		t.Fatal(err)
	}
	var simple bytes.Buffer
	if err := (render.Style{Format: render.Simple}).Result(&simple, v); err != nil {
		t.Fatal(err)
	}
	var first []string
	for line := range strings.Lines(simple.String()) {
		fields := strings.Fields(line)
		if len(fields) != 6 {
			t.Errorf("got the line %q, want 6 columns", line)
			continue
		}
		first = append(first, fields[0]+" "+fields[1]+" "+fields[2])
	}
	if got, want := strings.Join(first, "\n"), "mittens file 9\nmouse file 1\ntabby/ directory -"; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}
