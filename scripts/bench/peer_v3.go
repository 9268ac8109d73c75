//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// runPeerV3 is the process of etcd's own client for the v3 API: it makes keys that are not
// there, as a migration does, and reads nothing of v2.
//
//	as-v3-peer PREFIX N WORKERS URL
//
// The N keys stand in 1,000 directories below PREFIX, with values of 100 bytes. They are
// dealt to the workers, each of which has one transaction in flight.
func runPeerV3(args []string) error {
	if len(args) != 4 {
		return errors.New("usage: as-v3-peer PREFIX N WORKERS URL")
	}
	n, errN := strconv.Atoi(args[1])
	workers, errWorkers := strconv.Atoi(args[2])
	if err := errors.Join(errN, errWorkers); err != nil {
		return err
	}
	c, err := clientv3.New(clientv3.Config{Endpoints: []string{args[3]}})
	if err != nil {
		return err
	}
	defer c.Close()
	failed := make([]error, workers)
	var work sync.WaitGroup
	for w := range workers {
		work.Go(func() {
			for i := w; i < n && failed[w] == nil; i += workers {
				failed[w] = createV3(c, fmt.Sprintf("%s/dir-%04d/key-%06d", args[0], i/100, i))
			}
		})
	}
	work.Wait()
	return errors.Join(failed...)
}

// createV3 makes a key, if there is none.
func createV3(c *clientv3.Client, key string) error {
	missing := clientv3.Compare(clientv3.CreateRevision(key), "=", 0)
	answer, err := c.Txn(context.Background()).If(missing).Then(clientv3.OpPut(key, strings.Repeat("v", 100))).Else(clientv3.OpGet(key)).Commit()
	if err == nil && !answer.Succeeded {
		err = errors.New(key + " was there")
	}
	return err
}
