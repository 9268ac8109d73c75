package repl_test

import (
	"testing"

	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

func BenchmarkParse(b *testing.B) {
	const line = `reset! [:cats :mittens] "black n white" --ttl 10 | :node :modifiedIndex`
	b.ReportAllocs()
	var c lang.Scope
	for b.Loop() {
		if _, err := c.Parse(scan.Scan(line), false); err != nil {
			b.Fatal(err)
		}
	}
}
