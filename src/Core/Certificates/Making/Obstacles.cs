using Mesh.Core.Findings;

namespace Mesh.Core.Certificates.Making;

/// <summary>What stands in the way of making a CA: all of it is gathered before anything is made, so that one run names every folder.</summary>
internal sealed class Obstacles
{
    private readonly List<MeshException> found = [];

    /// <summary>Looks at something, and goes on when it stands in the way.</summary>
    /// <param name="look">The look; what it gives is kept only when it throws nothing.</param>
    public void Meet(Action look)
    {
        try
        {
            look();
        }
        catch (MeshException exception)
        {
            found.Add(exception);
        }
    }

    /// <summary>Ends the run when anything was met.</summary>
    /// <exception cref="MeshException">The first one, with the reasons of all.</exception>
    public void End()
    {
        if (found is [var first, ..])
        {
            throw found.Count == 1 ? first : new MeshException(first.ExitCode, string.Join("; ", found.Select(one => one.Reason)), first.Remedy, first);
        }
    }
}
