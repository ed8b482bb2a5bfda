using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Processes;

namespace Mesh.Core.Istio.Revisions;

/// <summary>What every stage of an upgrade works with.</summary>
internal sealed record UpgradeContext
{
    /// <summary>The cluster.</summary>
    public required ICluster Cluster { get; init; }

    /// <summary>What is configured.</summary>
    public required MeshOptions Options { get; init; }

    /// <summary>What is configured of the mesh.</summary>
    public IstioOptions Istio => Options.Istio ?? new();

    /// <summary>The namespace of the control plane.</summary>
    public string Namespace => Istio.Namespace;

    /// <summary>The outside world.</summary>
    public required Toolbox Tools { get; init; }

    /// <summary>Runs the user's own judge.</summary>
    public required ICommandRunner Commands { get; init; }

    /// <summary>Through which the changes go.</summary>
    public required ChangeGate Gate { get; init; }

    /// <summary>Where it is told.</summary>
    public required RunJournal Journal { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>What others do.</summary>
    public required UpgradeParts Parts { get; init; }

    /// <summary>The folder that relative paths begin at.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>How long the proxies of a batch may take.</summary>
    public required TimeSpan BatchTimeout { get; init; }

    /// <summary>How long a rollout of the control plane may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>True when what is destructive may be done.</summary>
    public required bool Yes { get; init; }

    /// <summary>For what is configured.</summary>
    public static UpgradeContext Of(
        Toolbox tools, ChangeGate gate, RunJournal journal, TimeProvider time, ICommandRunner commands, MeshOptions options, UpgradeParts parts, string workingDirectory, TimeSpan timeout, bool yes) => new()
    {
        Cluster = tools.Connect(options.Cluster), Options = options, Tools = tools, Commands = commands, Gate = gate, Journal = journal, Time = time, Parts = parts, WorkingDirectory = workingDirectory,
        BatchTimeout = TimeLimit.TryParse(options.Istio?.Upgrade.Timeout, out var own) ? own : timeout, Timeout = timeout, Yes = yes,
    };
}
