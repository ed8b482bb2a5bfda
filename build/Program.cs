using Cake.Frosting;
using Cake.Frosting.Mesh;
using Cake.Frosting.Mesh.Hosting;

return new CakeHost().UseContext<MeshContext>().RunMesh(args);
