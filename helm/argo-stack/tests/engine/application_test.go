package engine

import (
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

var (
	shaA = strings.Repeat("a", 40)
	shaB = strings.Repeat("b", 40)
)

// longAgo is when a sync finished whose health is no longer that of a rollout before.
const longAgo = "2026-11-21T02:00:00Z"

// change is what happens to an Application.
type change func(application *unstructured.Unstructured)

func set(application *unstructured.Unstructured, value any, path ...string) {
	if err := unstructured.SetNestedField(application.Object, value, path...); err != nil {
		panic(err)
	}
}

func phase(name, sha, message string) change {
	return func(application *unstructured.Unstructured) {
		set(application, name, "status", "operationState", "phase")
		set(application, message, "status", "operationState", "message")
		set(application, longAgo, "status", "operationState", "finishedAt")
		if sha != "" {
			set(application, sha, "status", "operationState", "syncResult", "revision")
		}
	}
}

func syncing(sha string) change { return phase("Running", sha, "") }
func synced(sha string) change {
	return both(phase("Succeeded", sha, "successfully synced"), compared("Synced"))
}
func failed(sha string) change    { return phase("Failed", sha, "one or more objects failed to apply") }
func erroneous(sha string) change { return phase("Error", sha, "namespaces \"x\" is forbidden") }

// compared is what the comparison with git says: Synced or OutOfSync.
func compared(status string) change {
	return func(application *unstructured.Unstructured) { set(application, status, "status", "sync", "status") }
}

// asked is a sync of one wave that runs: the operation names the commit, and there is no result yet.
func asked(revision string) change {
	return func(application *unstructured.Unstructured) {
		set(application, map[string]any{
			"phase": "Running", "message": "",
			"operation": map[string]any{"sync": map[string]any{"revision": revision}},
		}, "status", "operationState")
	}
}

// justNow is a sync that has this moment finished.
func justNow(application *unstructured.Unstructured) {
	set(application, time.Now().UTC().Format(time.RFC3339), "status", "operationState", "finishedAt")
}

// aWhileAgo is the same sync, some time later.
func aWhileAgo(application *unstructured.Unstructured) {
	set(application, longAgo, "status", "operationState", "finishedAt")
}

func health(status, message string) change {
	return func(application *unstructured.Unstructured) {
		set(application, status, "status", "health", "status")
		set(application, message, "status", "health", "message")
	}
}

func refreshed(application *unstructured.Unstructured) {
	set(application, "2026-11-21T02:00:00Z", "status", "reconciledAt")
}

func deleted(application *unstructured.Unstructured) {
	set(application, "2026-11-21T02:00:00Z", "metadata", "deletionTimestamp")
}

func both(first, second change) change {
	return func(application *unstructured.Unstructured) { first(application); second(application) }
}
