using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Xds.Tokens;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>Whether the proxy has a token to send at all.</summary>
internal static class NoToken
{
    public static CheckAnswer Judge(TokenCase known) =>
        known.Pod.Value is null ? Answer.Unknown($"the pod was not seen: {known.Pod.Unseen ?? "it is not there"}")
        : ProxyContainer.Of(known.Pod.Value) is not { } proxy ? Answer.Yes("the pod has no container that a proxy runs in")
        : known.Mount.IsMissing ? Answer.Yes($"its container {Printable.OneLine(proxy.Text("name") ?? "")} mounts no projected token (volume istio-token at /var/run/secrets/tokens)")
        : known.Unreadable is { } fault ? Answer.Yes($"the proxy's user cannot read {known.Mount.Value!.Path}: {fault}")
        : known.Mounted.Value is not null ? Answer.No("the file holds a token")
        : Answer.Unknown($"the pod mounts a token at {known.Mount.Value?.Path}; whether it can be read was not seen: {known.Mounted.Unseen}");
}
