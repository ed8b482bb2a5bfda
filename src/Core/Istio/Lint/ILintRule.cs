using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint;

/// <summary>
/// One rule about the objects of a mesh. To add one:
/// 1. a <see cref="FindingKind"/> in src/Core/Findings, joined into <see cref="Catalogue"/>, with a page docs/findings/CODE.md;
/// 2. a class in a file of its own under Rules, and a line in <see cref="LintRules"/>;
/// 3. a pair of files in tests/Core/Istio/Lint/cases: NAME.yaml with <c># CODE</c> behind each line that has to be found, and NAME.clean.yaml, in which nothing may be found.
/// </summary>
/// <remarks>
/// A rule has no state and no I/O: everything is in the set, which is indexed once, so that a rule asks for what it needs (<see cref="MeshSet.Of"/>, <see cref="MeshSet.Find"/>, Hosts, Workloads, Mtls) and never
/// compares all with all. It tells what it finds by <see cref="Remarks.Find(FindingKind, Objects.Field, string, string?, string?)"/>, with the very field that has to be changed, which knows its line.
/// What a rule does not find it may call missing only where <see cref="Remarks.Misses(FindingKind, ReadOnlySpan{Objects.MeshKind})"/> says that all objects of the kind were looked at; that call writes down as not evaluated what nobody looked at.
/// Texts of objects are folded and cut where they are shown, so that a rule can put them into its evidence as they are.
/// </remarks>
internal interface ILintRule
{
    /// <summary>What it can find.</summary>
    IReadOnlyList<FindingKind> Kinds { get; }

    /// <summary>Looks at the whole set.</summary>
    /// <param name="mesh">The objects.</param>
    /// <param name="remarks">Where it is told.</param>
    void Look(MeshSet mesh, Remarks remarks);
}
