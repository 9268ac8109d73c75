package lang

// The exit statuses of the programs.
const (
	StatusOK          = 0
	StatusRefused     = 1 // etcd refused, a function of swap! did, or a lock was lost
	StatusUsage       = 2
	StatusUnreachable = 3 // unreachable, not etcd v2, or timed out with nothing done
	StatusNotFound    = 4
	StatusCompare     = 5 // a compare failed, or the key exists
	StatusUnknown     = 6
	StatusForbidden   = 7
	StatusInterrupted = 130
)
