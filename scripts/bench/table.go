//go:build unix

package main

import "fmt"

// parts is all that is measured, in the order in which it is.
var parts = []part{
	{
		name:  "start",
		title: "Start: one get, the whole process",
		measurements: []measurement{turns{
			what: "-c 'get :bench'", rounds: 101,
			ours: shell("-c", "get :bench"),
			peers: []peer{
				{"curl", curl, curlGet("/bench"), atMost(0.38)},
				{"etcdctl get", etcdctl, etcdctlRun("get", "bench"), atMost(0.28)},
			},
		}, private{mib: 2}, secure{turns{
			what: "the same over TLS", rounds: 51,
			ours:  secureGet,
			peers: []peer{{"curl --cacert", curl, secureCurl, atMost(0.5)}},
		}}},
	},
	{
		name:    "script",
		title:   "Scripts, one command after the other (the shell prints, its peers do not)",
		prepare: writeScripts(10_000),
		measurements: []measurement{
			oneByOne("set", 10_000, 0.72, 1.8), oneByOne("get", 10_000, 1.3, 1.2),
			besideRaw("quorum", "get --quorum", 10_000), besideRaw("mixed", "a set, three gets, repeated", 10_000),
		},
	},
	{
		name:    "jobs",
		title:   "Scripts with --jobs 16",
		prepare: writeScripts(32_000),
		measurements: []measurement{sixteen("set", 5, 32_000, 1.8), sixteen("get", 5, 32_000, 1.8), turns{
			what: "get, --jobs 1024", rounds: 5, n: 32_000, processor: atMost(1.3),
			ours:  script("get", 32_000, "--jobs", "1024"),
			peers: []peer{{name: "--jobs 16", command: script("get", 32_000, "--jobs", "16")}},
		}},
	},
	{
		name:    "history",
		title:   "From the start to the prompt",
		prepare: writeHistories,
		measurements: []measurement{
			prompts{entries: 10_000, rounds: 31, target: atMost(1.3)},
			prompts{entries: 100_000, rounds: 31, target: atMost(1.3)},
		},
	},
	{
		name:  "long",
		title: "Long lines: four times the length takes four times as long, and not sixteen",
		measurements: []measurement{
			goBenchmarks{
				dir: "repl/lang", match: "^BenchmarkParse(Long|Value)$", time: "10x",
				figures: []figure{
					longer("a vector of 32,000 quoted parts", "Quoted"),
					longer("a key of 32,000 quoted parts", "Key"),
					longer("32,000 stages", "Stages"),
					longer("32,000 programs", "Programs"),
					{what: "a quoted value of 100 KB", bound: 2.5, unit: "ms", ours: metric{"ParseValue", "ms/value"}},
				},
			},
			goBenchmarks{
				dir: "repl/terminal", match: "^BenchmarkPasteWithoutMarks$", time: "3x",
				figures: []figure{
					{what: "a paste of 64,000, without marks", bound: 1000, unit: "ms", ours: metric{"PasteWithoutMarks", "ms/64000"}},
					{what: "the same", peer: "one of 16,000", target: atMost(8), unit: "ms", ours: metric{"PasteWithoutMarks", "ms/64000"}, theirs: metric{"PasteWithoutMarks", "ms/16000"}},
				},
			},
		},
	},
	{
		name:         "disk",
		title:        "Scripts on a disk whose fsync takes 5 ms, with --jobs 16",
		needs:        []program{strace, etcd},
		server:       serveSlowly,
		prepare:      writeScripts(1_600),
		measurements: []measurement{sixteen("set", 3, 1_600, 7)},
	},
	{
		name:  "swap",
		title: "100 increments of one counter at once",
		measurements: []measurement{goBenchmarks{
			dir: "client", match: "^Benchmark(Counter|Rivals)$", time: "20x",
			figures: []figure{
				{what: "requests for each increment", bound: 1.05, ours: metric{"Counter", "requests/swap"}},
				{what: "beside another client's", bound: 1.3, ours: metric{"Rivals", "requests/swap"}},
				{what: "swap! inc", peer: "etcd's Go client", unit: "ms", ours: metric{"Counter", "ms/100"}, theirs: metric{"Counter", "official-ms/100"}},
				{what: "swap! inc", peer: "retrying after 100 ms", target: atMost(0.01), unit: "ms", ours: metric{"Counter", "ms/100"}, theirs: metric{"Counter", "patient-ms/100"}},
			},
		}},
	},
	{
		name:    "list",
		title:   "A listing of 100,000 keys in 1,000 directories, 100-byte values",
		prepare: writeListing,
		measurements: []measurement{
			turns{
				what: "get* list --recursive", rounds: 11,
				ours: shell("--timeout", "1m", "-c", "get* list --recursive"),
				peers: []peer{
					{"curl >/dev/null", curl, curlGet("/list?recursive=true"), atMost(1.5)},
					{"etcdctl ls -r (keys only)", etcdctl, etcdctlRun("ls", "-r", "/list"), atMost(1)},
				},
				limits: []limit{peakMemory("get* --recursive, peak memory", 25)},
			},
			turns{
				what: "get list --recursive", rounds: 11,
				ours:   shell("--timeout", "1m", "-c", "get list --recursive"),
				peers:  []peer{{"curl >/dev/null", curl, curlGet("/list?recursive=true"), atMost(1.8)}},
				limits: []limit{peakMemory("get --recursive, peak memory", 44)},
			},
			turns{
				what: "get* list --recursive | jq .", rounds: 5,
				ours:   shell("--timeout", "1m", "-c", "get* list --recursive | jq ."),
				peers:  []peer{{"curl | jq .", jq, curlPiped("/list?recursive=true", "jq ."), atMost(1)}},
				limits: []limit{peakMemory("get* | jq, peak memory", 100)},
			},
		},
	},
	{
		name:    "dump",
		title:   "A dump of those 100,000 keys",
		prepare: writeListing,
		measurements: []measurement{
			turns{
				what: "dump list", rounds: 11,
				ours:   shell("--timeout", "1m", "-c", "dump list"),
				peers:  []peer{{"curl >/dev/null", curl, curlGet("/list?recursive=true"), atMost(2.2)}},
				limits: []limit{peakMemory("dump, peak memory", 60)},
			},
			turns{
				what: "dump list --by-directory", rounds: 11,
				ours:   shell("--timeout", "1m", "-c", "dump list --by-directory"),
				peers:  []peer{{name: "all at once", command: shell("--timeout", "1m", "-c", "dump list"), target: atMost(2)}},
				limits: []limit{peakMemory("dump --by-directory, peak memory", 30)},
			},
		},
	},
	{
		name:    "value",
		title:   "One value of 9.5 MB",
		prepare: writeLargeValue,
		measurements: []measurement{turns{
			what: "get large", rounds: 21,
			ours:   shell("--timeout", "1m", "-c", "get large"),
			peers:  []peer{{"curl >/dev/null", curl, curlGet("/large"), atMost(2)}},
			limits: []limit{peakMemory("get of a large value, peak memory", 30)},
		}},
	},
	{
		name:    "read",
		title:   "Other readings of the same 100,000 keys",
		prepare: writeListing,
		measurements: []measurement{
			turns{
				what: "ls -r list", rounds: 7,
				ours:  shell("--timeout", "1m", "-c", "ls -r list"),
				peers: []peer{{"curl >/dev/null", curl, curlGet("/list?recursive=true"), atMost(2.3)}},
			},
			turns{
				what: "tree list", rounds: 7,
				ours:  shell("--timeout", "1m", "-c", "tree list"),
				peers: []peer{{"curl >/dev/null", curl, curlGet("/list?recursive=true"), atMost(2.5)}},
			},
			turns{
				what: "diff list list", rounds: 5,
				ours:  shell("--timeout", "1m", "-c", "diff list list"),
				peers: []peer{{"curl, jq and diff", jq, curlDiff("list"), atMost(0.5)}},
			},
		},
	},
	{
		name:    "delete",
		title:   "Deleting what is in a directory of 5,000 keys",
		prepare: writeDoomed,
		measurements: []measurement{turns{
			what: "delete-all!", rounds: doomedRounds,
			ours: func(b *bench) command { return shell("-c", "delete-all! "+b.doomed())(b) },
			peers: []peer{{"curl, one connection", curl, func(b *bench) command {
				return command{Args: []string{"curl", "-s", "-X", "DELETE", b.url + "/v2/keys/" + b.doomed() + "/[0000-4999]"}}
			}, atMost(0.7)}},
		}},
	},
	{
		name:         "load",
		title:        "A load of 100,000 keys, 8 requests in flight (the shell reads and checks, its peer does not)",
		prepare:      writeDumps(100_000),
		measurements: []measurement{loadOf("commands", 100_000), loadOf("json", 100_000), loadOf("edn", 100_000)},
	},
	{
		name:    "migrate",
		title:   "A migration of 100,000 keys to v3 (the shell reads v2 and checks, its peer only writes)",
		prepare: writeListing,
		measurements: []measurement{turns{
			what: "migrate", rounds: 3, n: 100_000,
			ours: func(b *bench) command {
				return shell("--timeout", "1m", "-c", fmt.Sprintf("migrate list --into /migrate/%d", b.number()))(b)
			},
			peers:  []peer{{name: "etcd's clientv3, 16 workers", command: v3PeerOf(100_000, 16), target: atLeast(0.8)}},
			limits: []limit{peakMemory("migrate, peak memory", 150)},
		}},
	},
	{
		name:  "watch",
		title: "Watching: from a write to its event (the client; its peer is a poll on a raw connection)",
		measurements: []measurement{
			goBenchmarks{
				dir: "client", match: "^BenchmarkWatchLatency$", time: "2s",
				figures: []figure{{what: "median", peer: "a raw long poll", target: atMost(1.3), unit: "µs", ours: metric{"WatchLatency", "µs-p50"}, times: metric{"WatchLatency", "x-raw"}}},
			},
			follow{events: 80_000, writers: 8, rate: 8_000},
		},
	},
	{
		name:  "prompt",
		title: "At the prompt",
		measurements: []measurement{goBenchmarks{
			dir: "repl/assist", match: "^Benchmark(Tab|Keystroke)$", time: "50x",
			figures: []figure{
				{what: "Tab in a directory of 10,000 keys", bound: 100, unit: "ms", ours: metric{"Tab", "ms/tab"}},
				{what: "the same", peer: "reading it, unparsed", unit: "ms", ours: metric{"Tab", "ms/tab"}, times: metric{"Tab", "raw/tab"}},
				{what: "colours and hint of a key typed", bound: 1, unit: "ms", ours: metric{"Keystroke", "ms/key"}},
			},
		}},
	},
	{
		name:    "sandbox",
		title:   "The sandbox: start, one get, end, the whole process",
		prepare: buildSandbox,
		measurements: []measurement{
			turns{what: "etcd2sh-sandbox", rounds: 11, ours: sandbox(1), limits: []limit{wallTime("one member", 150)}},
			turns{what: "etcd2sh-sandbox --members 3", rounds: 11, ours: sandbox(3), limits: []limit{wallTime("three members", 400)}},
		},
	},
}
