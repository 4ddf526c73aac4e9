// Package engine holds the chart's renderings against the notifications engine that Argo CD runs: the real one, with its
// controller and its memory, against a GitHub API on this machine. The renderings are those of ../expected, which
// tools/check-helm.sh compares with what helm renders.
package engine

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// rendering is what one set of values renders to.
type rendering []*unstructured.Unstructured

func readRendering(t *testing.T, name string) rendering {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "expected", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var objects rendering
	for decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096); ; {
		object := &unstructured.Unstructured{}
		if err := decoder.Decode(object); errors.Is(err, io.EOF) {
			return objects
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if object.Object != nil {
			objects = append(objects, object)
		}
	}
}

func (r rendering) ofKind(kind string) []*unstructured.Unstructured {
	var found []*unstructured.Unstructured
	for _, object := range r {
		if object.GetKind() == kind {
			found = append(found, object)
		}
	}
	return found
}

// application returns a copy of the rendered Application of that name.
func (r rendering) application(t *testing.T, name string) *unstructured.Unstructured {
	t.Helper()
	for _, object := range r.ofKind("Application") {
		if object.GetName() == name {
			return object.DeepCopy()
		}
	}
	t.Fatalf("there is no Application %q", name)
	return nil
}

// configMap returns the notifications ConfigMap, nil if there is none.
func (r rendering) configMap(t *testing.T) *corev1.ConfigMap {
	t.Helper()
	found := r.ofKind("ConfigMap")
	if len(found) == 0 {
		return nil
	}
	if len(found) > 1 {
		t.Fatalf("there are %d ConfigMaps", len(found))
	}
	var configMap corev1.ConfigMap
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(found[0].Object, &configMap); err != nil {
		t.Fatal(err)
	}
	return &configMap
}
