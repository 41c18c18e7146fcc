package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// secretName is the name of a secret's systemd credential: slack-bot-token for
// DESKHAND_SLACK_BOT_TOKEN.
func secretName(env string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(env, "DESKHAND_")), "_", "-")
}

// secret reads a secret: from the file that was named, else from the environment, else from the
// credential that systemd handed over under its name. Empty where there is none. Its error names
// the file and nothing of what is in it.
func secret(file, env string) (string, error) {
	if file == "" {
		if text := strings.TrimSpace(os.Getenv(env)); text != "" {
			return text, nil
		}
		dir := os.Getenv("CREDENTIALS_DIRECTORY")
		if dir == "" {
			return "", nil
		}
		data, err := os.ReadFile(filepath.Join(dir, secretName(env)))
		if errors.Is(err, fs.ErrNotExist) {
			return "", nil
		}
		return strings.TrimSpace(string(data)), err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(string(data)), nil
}
