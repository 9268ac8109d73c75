package lang_test

import (
	"testing"

	"etcd2sh/repl/command"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

func BenchmarkParse(b *testing.B) {
	const line = `reset! [:cats :mittens] "black n white" --ttl 10 | :node :modifiedIndex`
	b.ReportAllocs()
	var c lang.Scope
	l := lang.Language{Commands: command.Table().Table}
	for b.Loop() {
		if _, err := l.Parse(scan.Scan(line), &c); err != nil {
			b.Fatal(err)
		}
	}
}
