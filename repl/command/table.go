// Package command holds the commands of the shell, one file each, named after
// it; start with [Table], which lists them. A command says what it takes and
// how it runs, as one value. It prints nothing: what it returns is data.
package command

import "etcd2sh/repl/eval"

// Table gives every command. Within their group help lists them in this order.
func Table() *eval.Table {
	return eval.NewTable(
		awaitCommand,
		jobsCommand,
		killCommand,
		cdCommand,
		pwdCommand,
		configCommand,
		connectCommand,
		cpCommand,
		defCommand,
		echoCommand,
		deleteCommand,
		deleteAllCommand,
		dequeueCommand,
		diffCommand,
		dumpCommand,
		editCommand,
		execWatchCommand,
		expectCommand,
		helpCommand,
		docCommand,
		clearCommand,
		exitCommand,
		historyCommand,
		loadCommand,
		lockCommand,
		electCommand,
		lsCommand,
		mvCommand,
		findCommand,
		grepCommand,
		getCommand,
		getAnswerCommand,
		metaCommand,
		repeatCommand,
		resolveCommand,
		sourceCommand,
		swapCommand,
		sleepCommand,
		timeCommand,
		tourCommand,
		treeCommand,
		tryCommand,
		watchCommand,
		resetCommand,
		updateCommand,
		mkCommand,
		createCommand,
		createAnswerCommand,
		casCommand,
		casIndexCommand,
		touchCommand,
		mkdirCommand,
	)
}
