package command_test

import (
	"strings"
	"testing"

	"etcd2sh/repl/repltest"
)

func TestTree(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Write("/cats/tabby/3", "a\x1b\nb\u202e")
	s.Write("/cats/tabby/long", strings.Repeat("物", 50))
	s.Run(`reset! cats/mittens "black n white"`, "mkdir! 'zoo\r'")
	s.Run(`reset! cats/_hidden x`, `reset! cats/tabby/empty ""`)
	tests := []struct{ line, want string }{
		{`tree cats`, "/cats/\n├── mittens\n└── tabby/\n    ├── 3\n    ├── empty\n    └── long"},
		{`tree --depth 0`, "/"},
		{`tree --depth 1`, "/\n├── cats/\n└── zoo\\r/"},
		{`tree -q --depth 2`, "/\n├── cats/\n│   ├── mittens\n│   └── tabby/\n└── zoo\\r/"},
		{`tree cats --values --depth=1`, "/cats/\n├── mittens = black n white\n└── tabby/"},
		{`tree cats/mittens --values`, "/cats/mittens = black n white"},
		{`tree cats/mittens`, "/cats/mittens"},
		{`tree cats/tabby --values`, "/cats/tabby/\n├── 3 = a\\u001b\\nb\\u202e\n├── empty = \n└── long = " + strings.Repeat("物", 29) + "…"},
	}
	for _, tt := range tests {
		s.Want(tt.line, tt.want)
	}
	s.Misuse(`tree --depth -1`, "whole number")
}
