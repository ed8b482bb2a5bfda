using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds.Tokens;

/// <summary>Where a pod's proxy finds the token that it shows to istiod.</summary>
/// <param name="Path">The file in its container.</param>
/// <param name="Audience">For whom the kubelet asks for it; null for the API server itself.</param>
internal sealed record TokenMount(string Path, string? Audience)
{
    private const string OwnFolder = "/var/run/secrets/tokens";
    private const string OwnFile = "istio-token";
    private const string FirstParty = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Reads it off the pod; null where the proxy's container mounts none.</summary>
    public static TokenMount? Of(JsonObject pod)
    {
        var container = ProxyContainer.Of(pod);
        if (Variable(container, "JWT_POLICY") == "first-party-jwt")
        {
            return new($"{FirstParty}/token", null);
        }

        var projected = pod.Items("spec", "volumes").SelectMany(volume => volume.Items("projected", "sources").Where(source => source.Child("serviceAccountToken") is not null)
            .Select(source => (Volume: volume.Text("name"), Token: source.Child("serviceAccountToken")!))).ToList();
        var mounted = container.Items("volumeMounts").SelectMany(mount => projected.Where(one => one.Volume == mount.Text("name")).Select(one => (Folder: mount.Text("mountPath")?.TrimEnd('/') ?? "", one.Token)))
            .Where(one => one.Folder.StartsWith('/') && one.Folder != FirstParty).ToList();
        return mounted.OrderBy(one => one.Folder == OwnFolder ? 0 : one.Token.Text("path") == OwnFile ? 1 : 2).FirstOrDefault() is { Token: { } token, Folder: var folder }
            && (folder == OwnFolder || token.Text("path") == OwnFile)
            ? new($"{folder}/{token.Text("path")}", token.Text("audience")) : null;
    }

    /// <summary>What a variable of a container is set to; null where it is not, or comes from elsewhere.</summary>
    public static string? Variable(JsonObject? container, string name) => container.Items("env").FirstOrDefault(variable => variable.Text("name") == name).Text("value");
}
