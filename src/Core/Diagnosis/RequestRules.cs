using Mesh.Core.Configuration;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Diagnosis;

/// <summary>What of a request goes together, and what it means for the cluster at hand.</summary>
internal static class RequestRules
{
    /// <summary>Refuses what contradicts itself.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/>.</exception>
    public static void Check(DiagnosisRequest request)
    {
        var offline = request.From is not null ? "--from" : request.Log is not null ? "--log" : null;
        (string Name, bool Given)[] live = [("--namespace", request.Namespaces.Count > 0), ("--all-namespaces", request.AllNamespaces), ("--selector", request.Selector is not null), ("--since", request.Since is not null), ("--log", offline == "--from" && request.Log is not null), ("--evidence", offline == "--log" && request.Evidence is not null)];
        if (offline is not null && live.FirstOrDefault(argument => argument.Given).Name is { } contradicted)
        {
            throw new MeshException(ExitCode.Usage, $"{offline} and {contradicted} are both given", $"Leave one of them out: with {offline} what was seen already is explained, and no cluster is asked");
        }

        if (request.AllNamespaces && request.Namespaces.Count > 0)
        {
            throw new MeshException(ExitCode.Usage, "--namespace and --all-namespaces are both given", "Say one of them");
        }

        if (!LabelSelector.TryParse(request.Selector, out _, out var malformed))
        {
            throw new MeshException(ExitCode.Usage, $"--selector holds '{Printable.OneLine(malformed)}', which is no condition on labels", "Write it as kubectl takes it: app=web,tier in (a,b),!old");
        }

        if (request.Since is { } since && !TimeLimit.TryParse(since, out _))
        {
            throw new MeshException(ExitCode.Usage, $"--since is '{Printable.OneLine(since)}', which is no duration between a millisecond and a day", "Write it as 90s, 30m or 2h");
        }
    }

    /// <summary>What is looked at.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/>: a namespace cannot be one.</exception>
    public static EvidenceScope Scope(MeshOptions options, DiagnosisRequest request)
    {
        var istio = options.Istio ?? new();
        if (request.Namespaces.FirstOrDefault(ns => ns.Length is 0 or > 63 || !ns.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')) is { } impossible)
        {
            throw new MeshException(ExitCode.Usage, $"'{Printable.OneLine(impossible)}' is no name of a namespace", "Say --namespace with lower case letters, digits and dashes; for several, say it several times");
        }

        IEnumerable<string> wanted = request.Namespaces.Count > 0 ? request.Namespaces
            : options.Releases.Select(release => release.Namespace).Concat(options.Restarts.Select(restart => restart.Namespace)).Concat(istio.Gateways.Select(gateway => gateway.Namespace)).Concat(options.LoadBalancers.Select(one => one.Namespace)).Append(istio.Namespace);
        return new EvidenceScope(request.AllNamespaces ? null : [.. wanted.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], istio.Namespace)
        {
            Selector = request.Selector, Named = request.Namespaces.Count > 0, Since = TimeLimit.TryParse(request.Since, out var since) ? since : null,
        };
    }
}
