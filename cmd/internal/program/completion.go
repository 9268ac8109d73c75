package program

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed completion
var completionScripts embed.FS

// completionShells are the shells for which there is a script.
var completionShells = []string{"bash", "zsh", "fish"}

// completion gives the script by which a shell completes the words of the program: it
// asks the program itself, with --complete.
func (p *Program) completion(shell string) (string, error) {
	script, err := completionScripts.ReadFile("completion/" + shell)
	if err != nil || shell == "" {
		return "", fmt.Errorf("--completion wants %s, not %q", oneOf(completionShells), shell)
	}
	function := "_" + strings.ReplaceAll(p.Name, "-", "_") + "_words"
	return strings.NewReplacer("NAME", p.Name, "_FUNC", function).Replace(string(script)), nil
}
