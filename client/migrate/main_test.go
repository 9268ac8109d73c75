package migrate_test

import (
	"os"
	"testing"

	"etcd2sh/client/internal/clienttest"
)

func TestMain(m *testing.M) { os.Exit(clienttest.Run(m, os.Stderr)) }
