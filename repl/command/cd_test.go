package command_test

import (
	"testing"

	"etcd2sh/repl/repltest"
)

func TestCd(t *testing.T) {
	repltest.Parallel(t)
	b := repltest.New(t)
	b.Run(`reset! cats/mittens/colour black`, `cd cats`, `cd mittens`)
	b.Want(`pwd`, `"/cats/mittens"`)
	b.Want(`get colour`, `"black"`)
	b.Misuse(`cd colour`, "/cats/mittens/colour is a file")
	b.Refuses(`cd /nonexistent`, "100: Key not found")
	b.Want(`pwd`, `"/cats/mittens"`)
	b.Run(`cd ..`)
	b.Want(`pwd`, `"/cats"`)
	b.Run(`cd`)
	b.Want(`pwd`, `"/"`)
}
