using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Inputs;

/// <summary>What was read, from wherever.</summary>
/// <param name="coverage">Of which kinds every object was looked at.</param>
internal sealed class LintMaterial(Coverage coverage)
{
    /// <summary>Of which kinds every object was looked at.</summary>
    public Coverage Coverage => coverage;

    /// <summary>The objects.</summary>
    public List<MeshObject> Objects { get; } = [];

    /// <summary>What could not be read, as findings.</summary>
    public List<Finding> Faults { get; } = [];

    /// <summary>How many files were read.</summary>
    public int Files { get; set; }

    /// <summary>How many charts were rendered.</summary>
    public int Charts { get; set; }

    /// <summary>The context of the cluster that was read; null for none.</summary>
    public string? Cluster { get; set; }

    /// <summary>Adds what one source gave.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="fault">What is wrong with it.</param>
    public void Add(IEnumerable<MeshObject> objects, Finding? fault = null)
    {
        Objects.AddRange(objects);
        if (fault is not null)
        {
            Faults.Add(fault);
        }
    }
}
