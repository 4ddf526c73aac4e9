package engine

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// recorded is one state of an Application as a real Argo CD 3.2.11 wrote it.
type recorded struct {
	Name   string         `json:"name"`
	Status map[string]any `json:"status"`
}

// readRecorded returns the states of each Application in order: a dozen releases, a self-heal, manifests that the API
// server refuses, an image that cannot be pulled, a folder that is not there. Of each watch event there is what triggers
// and templates read; events that differ in nothing of it are left out.
func readRecorded(t *testing.T) map[string][]recorded {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "applications.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	states := map[string][]recorded{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var state recorded
		if err := json.Unmarshal(lines.Bytes(), &state); err != nil {
			t.Fatal(err)
		}
		states[state.Name] = append(states[state.Name], state)
	}
	return states
}

// TestWhatGitHubHearsOfARealArgoCD: each release is told to be pending when its sync runs and a success when it is synced
// and healthy, once each and in this order.
func TestWhatGitHubHearsOfARealArgoCD(t *testing.T) {
	ended := func(sha, end string) []string {
		return []string{sha + " pending in_progress", sha + " " + end + " " + end}
	}
	released := func(shas ...string) []string {
		var told []string
		for _, sha := range shas {
			told = append(told, ended(sha, "success")...)
		}
		return told
	}
	want := map[string][]string{
		"release-channel-api":            released("f6de598", "2989538", "d214be4", "ecf78d5", "52ee373", "6ef7957", "7c3e6d8", "3275aaa", "b552978", "1047bfd", "c441b33", "dfcc56d", "2dd8501", "98c5125"),
		"release-channel-api-in-cluster": released("98c5125"),
		"my-app":                         released("3275aaa", "b552978", "1047bfd", "c441b33", "dfcc56d", "2dd8501"),
		// The last one has an image that cannot be pulled.
		"tiny": append(released("f894d8e", "9afe451", "745bf13", "c85fa82", "b33313c", "8a2bc79", "77dda88"), ended("98c5125", "failure")...),
		"prev": ended("98c5125", "failure"),
		// Manifests that the API server refuses: told when the retries are used up, and again when someone has synced again.
		"bad": append(ended("98c5125", "failure"), ended("98c5125", "failure")...),
		// No such folder: no sync begins.
		"nobuild": nil,
	}
	states := readRecorded(t)
	if len(states) != len(want) {
		t.Errorf("there are %d Applications, and should be %d", len(states), len(want))
	}
	for name, life := range states {
		t.Run(name, func(t *testing.T) {
			g := startGitHub(t)
			r := readRendering(t, "repo-registrations-values")
			argo := startArgoCD(t, g, r.configMap(t), r.application(t, "org-a-repo"))
			var told []string
			for _, state := range life {
				argo.becomes(func(application *unstructured.Unstructured) {
					application.Object["status"] = state.Status
					// Not recorded, since nothing read it then.
					if _, found, _ := unstructured.NestedString(state.Status, "operationState", "phase"); found {
						aWhileAgo(application)
					}
				})
				told = append(told, perCommit(g.heard())...)
			}
			if !slices.Equal(told, want[name]) {
				t.Errorf("GitHub hears\n%s\nand should hear\n%s", strings.Join(told, "\n"), strings.Join(want[name], "\n"))
			}
		})
	}
}

// perCommit is what was heard at once: the commit in short with the status' state and the deployment's.
func perCommit(lines []string) []string {
	for _, line := range lines {
		if fields := strings.Fields(line); fields[2] == "status" {
			return []string{fields[3][:7] + " " + summary(lines)}
		}
	}
	return nil
}
