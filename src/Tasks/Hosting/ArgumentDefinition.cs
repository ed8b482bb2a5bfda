namespace Cake.Frosting.Mesh.Hosting;

/// <summary>An argument that a run knows.</summary>
/// <param name="Name">Its name without dashes.</param>
/// <param name="Description">What it does, in a few words.</param>
/// <param name="Value">What its value stands for; null for a flag.</param>
/// <param name="OptionalValue">True when the value may only be given with an equals sign: <c>--dry-run</c>, <c>--dry-run=client</c>.</param>
/// <param name="FlagElsewhere">True when the name is a flag for another task: the value is joined, follows, or is left out. No ambiguity comes of it, since a word that begins with no dash belongs to the argument before it or is refused.</param>
public sealed record ArgumentDefinition(string Name, string Description, string? Value = null, bool OptionalValue = false, bool FlagElsewhere = false)
{
    /// <summary>The arguments that every target of this pack takes.</summary>
    public static IReadOnlyList<ArgumentDefinition> Common { get; } =
    [
        new("config", "the configuration; mesh.yaml, then pipelines/mesh.yaml by default", "PATH"),
        new("kube-context", "the exact name of the kubeconfig context", "NAME"),
        new("kubeconfig", "the kubeconfig; KUBECONFIG, then ~/.kube/config by default", "PATH"),
        new("dry-run", "read everything, change nothing; =client sends no write at all", "server|client", OptionalValue: true),
        new("set", "override a configuration key; repeatable", "PATH=VALUE"),
        new("report", "the folder for the report; artifacts by default", "DIR"),
        new("timeout", "how long one rollout or helm call may take; 5m by default", "DURATION"),
        new("fail-on", "the lowest severity of a finding that fails the run; error by default", "error|warning"),
        new("yes", "go ahead with a destructive target"),
        new("sandbox", "a scenario file instead of a real cluster", "SCENARIO"),
    ];

    /// <summary>The arguments that Cake itself takes, in its Frosting host and in <c>dotnet cake</c>.</summary>
    internal static IReadOnlyList<ArgumentDefinition> Cake { get; } =
    [
        new("target", "the target to run", "NAME"), new("t", "the target to run", "NAME"),
        new("working", "the working directory", "DIR"), new("w", "the working directory", "DIR"),
        new("verbosity", "how much Cake says", "LEVEL"), new("v", "how much Cake says", "LEVEL"),
        new("exclusive", "without dependencies"), new("e", "without dependencies"),
        new("description", "list the targets"), new("showdescription", "list the targets"), new("tree", "list the targets as a tree"), new("showtree", "list the targets as a tree"),
        new("dryrun", "list what would run"), new("noop", "list what would run"), new("whatif", "list what would run"),
        new("version", "Cake's version"), new("ver", "Cake's version"), new("info", "about Cake"), new("help", "Cake's help"), new("h", "Cake's help"),
        new("recompile", "forget the compiled script"), new("no-report", "no report by Cake"), new("noreport", "no report by Cake"), new("debug", "wait for a debugger"), new("d", "wait for a debugger"), new("bootstrap", "install modules only"), new("skip-bootstrap", "install no modules"),
    ];
}
