using System.Globalization;
using System.Text.RegularExpressions;

namespace Mesh.Core.Diagnosis.Xds.Refusals;

/// <summary>
/// Reads one line of a proxy: how its stream to istiod ended. Envoy writes the status as a number, the agent as a word. Sources: envoy, source/extensions/config_subscription/grpc/grpc_stream.h;
/// istio, pilot/pkg/xds/ads.go, pkg/istio-agent/xds_proxy.go, security/pkg/nodeagent/caclient.
/// </summary>
internal static partial class RefusalLine
{
    /// <summary>The name of the ConfigMap that tells a namespace what to trust.</summary>
    public const string RootName = Istio.Authority.LiveAuthority.TrustName;

    // Other programs speak gRPC too, and their refusals are not istiod's.
    private static readonly string[] OfIstiod =
    [
        "config stream", "xdsproxy", "xds-grpc", "XDS", "authentication failure", "request authenticate failure", "authorization failed", "create certificate", "warm certificate", "workload certificate", "istiod",
    ];

    private static readonly string[] Untrusted = ["x509", "CERTIFICATE_VERIFY_FAILED", "unknown authority"];
    private static readonly string[] Ready = ["Envoy proxy is ready", "Readiness succeeded"];

    /// <summary>Which way it says the stream ended; null where it says nothing of it, or nothing that is wrong.</summary>
    public static XdsBranch? Read(string line)
    {
        if (line.Contains("FailedMount", StringComparison.Ordinal) || line.Contains("MountVolume.SetUp failed", StringComparison.Ordinal))
        {
            return line.Contains($"configmap \"{RootName}\" not found", StringComparison.Ordinal) ? XdsBranch.RootMissing : null;
        }

        if (Closed().Match(line) is { Success: true } closed)
        {
            return Of(int.Parse(closed.Groups["code"].ValueSpan, CultureInfo.InvariantCulture), line);
        }

        return Array.Exists(OfIstiod, word => line.Contains(word, StringComparison.Ordinal)) && Named().Match(line) is { Success: true } named ? Of(CodeOf(named.Groups["name"].Value), line) : null;
    }

    /// <summary>Whether it says that the proxy has all it needs: what was before is over.</summary>
    public static bool IsReady(string line) => Array.Exists(Ready, word => line.Contains(word, StringComparison.Ordinal));

    private static XdsBranch? Of(int code, string line) => code switch
    {
        16 => XdsBranch.Unauthenticated,
        7 => XdsBranch.IdentityMismatch,
        8 => XdsBranch.Throttled,
        14 when Array.Exists(Untrusted, word => line.Contains(word, StringComparison.Ordinal)) => XdsBranch.UntrustedServer,
        14 when line.Contains("not ready", StringComparison.Ordinal) => XdsBranch.NotReady,
        14 or 4 => XdsBranch.NoConnection,
        // A stream that ends with 0 or 13 has reached its age, and is opened anew.
        _ => null,
    };

    private static int CodeOf(string name) => name switch { "Unauthenticated" => 16, "PermissionDenied" => 7, "ResourceExhausted" => 8, "Unavailable" => 14, "DeadlineExceeded" => 4, _ => -1 };

    [GeneratedRegex(@"gRPC config stream (?:to \S{1,100} )?closed(?: since \d{1,9}s ago)?: (?<code>\d{1,2})", RegexOptions.CultureInvariant)]
    private static partial Regex Closed();

    [GeneratedRegex(@"rpc error: code = (?<name>[A-Za-z]{1,30}) desc = ", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
