// Package torture holds the tests that break connections and members of a real
// cluster while clients work, and check what the clients were told: that reads
// and writes are linearizable (linear_test.go, with the faults of
// nemesis_test.go), that a write of which the client says so happened once or
// not at all (toxic_test.go), and that a watch loses no event in silence
// (watch_test.go).
//
// Start with TestLinearizable. Every test has a short form that go test ./...
// runs; scripts/torture runs the long one. The package is tests alone: it
// offers nothing to a program.
package torture
