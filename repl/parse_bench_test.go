package repl

import (
	"testing"

	"etcd2sh/repl/lang/scan"
)

func BenchmarkParse(b *testing.B) {
	const line = `reset! [:cats :mittens] "black n white" --ttl 10 | :node :modifiedIndex`
	b.ReportAllocs()
	var c scope
	for b.Loop() {
		if _, err := c.parse(scan.Scan(line), false); err != nil {
			b.Fatal(err)
		}
	}
}
