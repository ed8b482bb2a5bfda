using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

// The one annotation that makes a controller replace its pods, as kubectl rollout restart sets it.
internal static class RestartPatch
{
    public const string Annotation = "kubectl.kubernetes.io/restartedAt";

    // With milliseconds, so that a second restart within the same second is one, and so that we know our own value again.
    public static string ValueAt(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string? ValueOf(JsonObject workload) => workload.Text("spec", "template", "metadata", "annotations", Annotation);

    // A merge patch names this one key and creates the map where there is none. The uid makes the server refuse it for a workload created anew under the same name.
    public static JsonObject Body(string uid, string value) => new()
    {
        ["metadata"] = new JsonObject { ["uid"] = uid },
        ["spec"] = new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotation] = value } } } },
    };

    public static string Diff(string? before, string after)
    {
        const string where = "spec:\n  template:\n    metadata:\n      annotations:\n";
        return UnifiedDiff.Of(before is null ? where : $"{where}        {Annotation}: \"{before}\"\n", $"{where}        {Annotation}: \"{after}\"\n");
    }
}
