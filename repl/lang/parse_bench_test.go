package lang_test

import (
	"strings"
	"testing"
	"time"

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

// BenchmarkParseLong reads long lines, by turns those of 8,000 parts and those of
// 32,000: x-parts says how much longer the latter take.
func BenchmarkParseLong(b *testing.B) {
	for name, text := range map[string]func(n int) string{
		"Quoted":   func(n int) string { return `get ["a"` + strings.Repeat(`,"a b"`, n) + "]" },
		"Key":      func(n int) string { return "get " + strings.Repeat(`"a b"/`, n) },
		"Stages":   func(n int) string { return "get k" + strings.Repeat(" | :node", n) },
		"Programs": func(n int) string { return "get k" + strings.Repeat(" | ! cat", n) },
	} {
		b.Run(name, func(b *testing.B) {
			few, many := text(8_000), text(32_000)
			var short, long time.Duration
			for b.Loop() {
				short += parsed(b, few)
				long += parsed(b, many)
			}
			b.ReportMetric(long.Seconds()*1e3/float64(b.N), "ms/32000")
			b.ReportMetric(short.Seconds()*1e3/float64(b.N), "ms/8000")
			b.ReportMetric(float64(long)/float64(short), "x-parts")
		})
	}
}

// BenchmarkParseValue reads a quoted value of 100 KB.
func BenchmarkParseValue(b *testing.B) {
	text := `reset! k "` + strings.Repeat("black n white ", 100<<10/14) + `"`
	var took time.Duration
	for b.Loop() {
		took += parsed(b, text)
	}
	b.ReportMetric(took.Seconds()*1e3/float64(b.N), "ms/value")
}

// parsed is how long a line takes.
func parsed(b *testing.B, text string) time.Duration {
	start := time.Now()
	if _, err := (lang.Language{Commands: command.Table().Table}).Parse(scan.Scan(text), new(lang.Scope)); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}
