package command_test

import (
	"testing"

	"etcd2sh/repl/repltest"
)

func TestCd(t *testing.T) {
	repltest.Parallel(t)
	s := repltest.New(t)
	s.Run(`reset! cats/mittens/colour black`, `cd cats`, `cd mittens`)
	s.Want(`pwd`, `"/cats/mittens"`)
	s.Want(`get colour`, `"black"`)
	s.Misuse(`cd colour`, "/cats/mittens/colour is a file")
	s.Refuses(`cd /nonexistent`, "100: Key not found")
	s.Want(`pwd`, `"/cats/mittens"`)
	s.Run(`cd ..`)
	s.Want(`pwd`, `"/cats"`)
	s.Run(`cd`)
	s.Want(`pwd`, `"/"`)
}

// TestChangeBack goes to and fro between two directories.
func TestChangeBack(t *testing.T) {
	t.Parallel()
	s := repltest.New(t)
	s.Misuse("cd -", "there was no directory before")
	s.Run("mkdir! cats/kittens", "mkdir! ./-", "cd cats", "cd kittens")
	for _, want := range []string{`"/cats"`, `"/cats/kittens"`, `"/cats"`} {
		s.Run("cd -")
		s.Want("pwd", want)
	}
	s.Run("cd nil", `cd "-"`)
	s.Want("pwd", `"/-"`)
}
