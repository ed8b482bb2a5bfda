using Cake.Core;
using Cake.Frosting.Mesh;
using Cake.Frosting.Mesh.Hosting;

namespace Build;

/// <summary>The door for build.cake.</summary>
public static class Script
{
    /// <summary>Runs the command line's targets in the script's host.</summary>
    /// <param name="task">The script's own method Task.</param>
    /// <returns>The exit code to end the process with.</returns>
    public static int Run(Func<string, CakeTaskBuilder> task) => MeshScript.Run<MeshContext>(task, typeof(Script).Assembly);
}
