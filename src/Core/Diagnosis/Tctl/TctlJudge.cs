using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Diagnosis.Tctl;

/// <summary>Whether the active profile has all that tctl needs, and the command that mends what is missing. A password is on none of them: tctl asks for it, or takes TCTL_LOGIN_PASSWORD.</summary>
internal static partial class TctlJudge
{
    private const string Login = "tctl login, which asks for the password (in a job: variables TCTL_LOGIN_USERNAME and TCTL_LOGIN_PASSWORD)";

    public static TctlReport Judge(TctlConfig config)
    {
        var current = config.Current ?? (config.Profiles.ContainsKey(TctlConfig.DefaultProfile) ? TctlConfig.DefaultProfile : null);
        if (current is null || !config.Profiles.TryGetValue(current, out var profile))
        {
            return new(null, [NoProfile(config, current)], []);
        }

        var (findings, open) = (new List<Finding>(), new List<string>());
        findings.AddRange(Cluster(config, current, profile));
        findings.AddRange(User(config, current, profile, open));
        return new(Printable.OneLine(current), findings, open);
    }

    private static Finding NoProfile(TctlConfig config, string? current) => On(TctlFindings.NoProfile, config, "tctl",
        $"{(current is null ? "no profile is current" : $"the current profile {Printable.OneLine(current)} is not there")}; there {(config.Profiles.Count == 0 ? "are none" : $"are {string.Join(", ", config.Profiles.Keys.Select(Printable.OneLine).Order(StringComparer.Ordinal).Take(10))}")}", null,
        config.Profiles.Count == 0 ? "tctl config profiles set NAME --cluster CLUSTER --username USER, then tctl config profiles set-current NAME" : $"tctl config profiles set-current {Word(config.Profiles.Keys.Order(StringComparer.Ordinal).First())}");

    private static IEnumerable<Finding> Cluster(TctlConfig config, string current, TctlProfile profile)
    {
        var subject = $"tctl profile {Printable.OneLine(current)}";
        if (profile.Cluster is not { } name)
        {
            yield return On(TctlFindings.NoCluster, config, subject, "it names no cluster", profile.Line, $"tctl config profiles set {Word(current)} --cluster {(config.Clusters is { Count: > 0 } some ? Word(some.Keys.Order(StringComparer.Ordinal).First()) : "CLUSTER")}");
        }
        else if (config.Clusters is { } clusters && clusters.GetValueOrDefault(name) is var cluster && cluster?.Address is null)
        {
            yield return On(TctlFindings.NoCluster, config, subject, cluster is null ? $"its cluster {Printable.OneLine(name)} is not there" : $"its cluster {Printable.OneLine(name)} has no bridge address", cluster?.Line ?? profile.Line, $"tctl config clusters set {Word(name)} --bridge-address HOST:PORT");
        }
    }

    private static IEnumerable<Finding> User(TctlConfig config, string current, TctlProfile profile, List<string> open)
    {
        var subject = $"tctl profile {Printable.OneLine(current)}";
        if (profile.User is not { } name)
        {
            yield return On(TctlFindings.NoUser, config, subject, "it names no account", profile.Line, Login);
        }
        else if (config.Users is null)
        {
            open.Add($"{subject}: organisation and tenant of account {Printable.OneLine(name)}: tctl shows them in no table; name its file with tctl.config in mesh.yaml");
        }
        else if (!config.Users.TryGetValue(name, out var user))
        {
            yield return On(TctlFindings.NoUser, config, subject, $"its account {Printable.OneLine(name)} is not there", profile.Line, Login);
        }
        else
        {
            var account = $"tctl account {Printable.OneLine(name)}";
            if (user.Organisation is null)
            {
                var both = user.Tenant is null ? " --tenant TENANT" : "";
                yield return On(TctlFindings.NoOrganisation, config, account, $"the account of {subject} has no organisation", user.Line, $"tctl config users set {Word(name)} --org ORGANISATION{both}, and then {Login}");
            }

            if (user.Tenant is null)
            {
                yield return On(TctlFindings.NoTenant, config, account, $"the account of {subject} has no tenant", user.Line, $"tctl config users set {Word(name)} --tenant TENANT; leave it as it is for an account that administers the organisation alone");
            }
        }
    }

    private static Finding On(FindingKind kind, TctlConfig config, string subject, string evidence, int? line, string remedy) =>
        kind.On(subject, $"{evidence} ({config.Source})", config.File, config.File is null ? null : line) with { Remedy = remedy };

    // As a shell takes it for one word.
    private static string Word(string name) => Plain().IsMatch(name) ? name : $"'{Printable.OneLine(name).Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\A[A-Za-z0-9_.@:/-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
