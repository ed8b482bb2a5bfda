using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Compatibility;

/// <summary>Whether a control plane may go from one version to another in one step.</summary>
internal static class UpgradeStep
{
    private const int InPlace = 1;
    private const int WithRevisions = 2;

    /// <summary>What speaks against a step; nothing where it is allowed without a word.</summary>
    /// <param name="from">The version there is, such as <c>1.28.3</c>; a tag with a variant will do.</param>
    /// <param name="to">The version wanted.</param>
    /// <param name="byRevision">True when the new version comes as a revision beside the old one; false for an upgrade in place.</param>
    /// <param name="subject">What is upgraded, as the finding names it.</param>
    /// <returns>A downgrade and too large a step are errors; two minor versions by revision and versions that cannot be read are warnings.</returns>
    public static IReadOnlyList<Finding> Of(string from, string to, bool byRevision, string subject)
    {
        if (!KubeVersion.TryParse(from, out var old) || !KubeVersion.TryParse(to, out var wanted))
        {
            return [VersionFindings.Unreadable.On(subject, $"from {Printable.OneLine(from)} to {Printable.OneLine(to)}: {(KubeVersion.TryParse(from, out _) ? "the second" : "the first")} is no version, so the size of the step is not known")];
        }

        var step = MinorVersion.Of(wanted).Ahead(MinorVersion.Of(old));
        var way = byRevision ? "by revision" : "in place";
        return step switch
        {
            null when wanted.Major < old.Major => [VersionFindings.Downgrade.On(subject, $"from {old} back to {wanted}")],
            null => [VersionFindings.StepTooLarge.On(subject, $"from {old} to {wanted} {way}: another major version")],
            < 0 => [VersionFindings.Downgrade.On(subject, $"from {old} back to {wanted}")],
            // Within a minor version going back is what a bad patch release asks for, and configuration does not change.
            0 when wanted.CompareTo(old) < 0 && HasPatch(to) => [VersionFindings.Downgrade.On(subject, $"from {old} back to {wanted}, within the minor version") with { Severity = Severity.Warning }],
            0 or InPlace => [],
            WithRevisions when byRevision => [VersionFindings.TwoMinors.On(subject, $"from {old} to {wanted} {way}")],
            _ => [VersionFindings.StepTooLarge.On(subject, $"from {old} to {wanted} {way}: {step} minor versions, {(byRevision ? WithRevisions : InPlace)} allowed; the next is {old.Major}.{old.Minor + (byRevision ? WithRevisions : InPlace)}")],
        };
    }

    private static bool HasPatch(string version) => version.Split('-', '+')[0].Split('.').Length == 3;
}
